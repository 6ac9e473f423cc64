#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace portcullis::document {

// A duration as our documents write it: whole hours, minutes and seconds in that order, each optional
// but not all: "90s", "15m", "1h30m". At most six digits each, which no clock overflows with.
std::optional<std::chrono::seconds> ParseDuration(std::string_view text);

// The shortest form that ParseDuration reads as this duration, such as "1m30s". REQUIRES: not negative.
std::string ToString(std::chrono::seconds duration);

}  // namespace portcullis::document
