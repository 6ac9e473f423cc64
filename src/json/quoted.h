#pragma once

#include <string>
#include <string_view>

namespace portcullis::json {

// Text of a document as a message shows it: in double quotes, on one line, control characters,
// quotes and backslashes escaped, cut after 60 code points.
std::string Quoted(std::string_view text);

}  // namespace portcullis::json
