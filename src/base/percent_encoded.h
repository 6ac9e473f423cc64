#pragma once

#include <string>
#include <string_view>

namespace portcullis {

// A text as a value in the query of a URL. RFC 3986 section 2.1; what section 2.3 calls unreserved stays.
std::string PercentEncoded(std::string_view text);

}  // namespace portcullis
