#pragma once

#include <cstddef>
#include <string_view>

namespace portcullis::webhook {

// The length in bytes of the code point at the front of `text`, 0 if it is malformed (RFC 3629
// section 4: shortest forms only, no surrogates, nothing above U+10FFFF).
// REQUIRES: `text` is not empty.
std::size_t CodePointLength(std::string_view text);

bool IsUtf8(std::string_view text);

}  // namespace portcullis::webhook
