#pragma once

#include <chrono>
#include <stop_token>

namespace portcullis {

// Waits that long, or until a stop. Returns whether there was none.
bool SleepFor(std::chrono::nanoseconds time, const std::stop_token& stop);

}  // namespace portcullis
