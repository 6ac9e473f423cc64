#pragma once

#include <string>
#include <string_view>

namespace portcullis {

// Text of others as a message shows it: in double quotes, on one line, control characters,
// quotes and backslashes escaped, cut after 60 code points.
std::string Quoted(std::string_view text);

}  // namespace portcullis
