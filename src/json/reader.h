#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "json/document.h"
#include "json/parse_error.h"

namespace portcullis::json {

// Reads JSON and YAML into the same Values. Both: UTF-8 with or without a byte-order mark, LF or CR
// LF; objects and arrays nested at most 100 deep; a key given twice is an error that names both
// places. Neither recurses without bound nor throws, whatever the text. Thread-safe.
//
// The text is moved into the document, which points into it: a document needs about 32 bytes a
// member and 16 bytes an array element besides.

enum class Format { kJson, kYaml };

// By the ending of a file's name: .json, .yaml, .yml. For other names (`-` for standard input) JSON
// if the first character that is no space is { or [, else YAML.
Format FormatOf(std::string_view file_name, std::string_view text);

// RFC 8259: one value and nothing behind it. Numbers are checked and kept as they are written.
tl::expected<Document, ParseError> ParseJson(std::string text);

// Any number of YAML documents; empty ones are skipped, so there may be none. A further document
// begins with `---`: text that merely does not continue the one before is an error.
//
// Plain scalars are what YAML 1.2's core schema says: null, Null, NULL, ~ and nothing are null;
// true, True, TRUE, false, False, FALSE are booleans; decimal, 0x and 0o integers, fractions,
// exponents, .inf and .nan are numbers; all else (yes, on, 2026-11-20, 10.0.0.0/8) is a string.
// Quoted, literal and folded scalars, and those with the tag !!str, are strings.
//
// Refused, because they are slips more often than meant: aliases, so that each value has one place
// and no text can multiply itself; tags other than !!str; keys that are no text (lists, maps,
// null). A merge key << is a key like others.
tl::expected<std::vector<Document>, ParseError> ParseYaml(std::string text);

// Either, as a list of documents.
tl::expected<std::vector<Document>, ParseError> Parse(std::string text, Format format);

}  // namespace portcullis::json
