#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "json/document.h"

namespace portcullis::json {

// A document as one line with the place of everything, to compare with:
//   {1:1 a@1:2=[1:6 7@1:7 "x"@1:9 true@1:14 null@1:20 ] }
// Strings have quotes, other scalars none.
std::string Render(const Document& document);

// The document, or the error as file:line:column: message with the file f.
std::string Render(const tl::expected<Document, ParseError>& parsed);

// Documents joined by " | ".
std::string Render(const tl::expected<std::vector<Document>, ParseError>& parsed);

}  // namespace portcullis::json
