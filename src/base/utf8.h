#pragma once

namespace portcullis {

// Whether a byte of UTF-8 text begins a code point, as opposed to continuing one. RFC 3629 section 3.
constexpr bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace portcullis
