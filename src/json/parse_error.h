#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace portcullis::json {

// A place in a text. Both count from 1; a column is a Unicode code point, as editors show it, so
// that a tab, an umlaut and a CJK character are one column each. A line ends with LF or CR LF.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend auto operator<=>(const Position&, const Position&) = default;
};

// One thing wrong in a document: in its text, or in what a field says.
struct ParseError {
  Position position;
  std::string path;  // the field, such as securityGroups[2].Ingress[4].Port; empty: the text itself
  std::string message;  // one line

  friend bool operator==(const ParseError&, const ParseError&) = default;
};

// "file:line:column: path: message", without the path where there is none.
std::string ToString(const ParseError& error, std::string_view file);

// The same as kInvalidArgument.
Error ToError(const ParseError& error, std::string_view file);

}  // namespace portcullis::json
