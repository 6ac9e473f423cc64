#pragma once

#include <chrono>
#include <ctime>

namespace portcullis {

// Time since the machine was started. It never goes back, and other than steady_clock it goes on
// while the machine is suspended: what must not outlast a time that others measure is measured with
// it.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;

  static time_point now() {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};

}  // namespace portcullis
