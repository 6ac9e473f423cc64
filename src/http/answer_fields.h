#pragma once

#include <chrono>
#include <optional>
#include <string_view>

// Values of fields in the head of an answer.
namespace portcullis::http {

// An IMF-fixdate, such as "Sun, 06 Nov 1994 08:49:37 GMT". Nothing for other text, the two obsolete
// forms included. RFC 9110 section 5.6.7.
std::optional<std::chrono::system_clock::time_point> ParseHttpDate(std::string_view text);

// Seconds, or a date, which is then counted from `now`; never negative. RFC 9110 section 10.2.3.
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view text,
                                                    std::chrono::system_clock::time_point now);

}  // namespace portcullis::http
