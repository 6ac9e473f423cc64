#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace portcullis {

// A time of RFC 3339, such as "2026-11-20T08:00:00Z" or "...T16:00:00.5+08:00"; fractions of a second
// are dropped. Nothing if it is none, or of a year before 1678 or after 2261, where the clock ends.
std::optional<std::chrono::system_clock::time_point> ParseRfc3339(std::string_view text);

// "2026-11-20T08:00:00Z"
std::string FormatRfc3339(std::chrono::system_clock::time_point time);

// "2026-11-20T08:00:00.123456Z", the MicroTime of Kubernetes, which takes six digits and no other number.
std::string FormatMicroTime(std::chrono::system_clock::time_point time);

// A full-date of RFC 3339, such as "2026-11-20", of any year. Nothing if it is none.
std::optional<std::chrono::sys_days> ParseDay(std::string_view text);

// "2026-11-20"
std::string FormatDay(std::chrono::sys_days day);

}  // namespace portcullis
