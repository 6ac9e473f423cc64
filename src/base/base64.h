#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portcullis {

// RFC 4648 section 4, with padding and on one line, as JSON of Kubernetes has bytes.
std::string EncodeBase64(std::string_view bytes);

// Nothing if it is none: other characters, white space included, or padding that is wrong or
// missing.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace portcullis
