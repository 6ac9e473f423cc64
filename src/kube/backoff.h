#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace portcullis::kube {

// How long a loop pauses before it tries again. Twice as long each time, and somewhere between that
// and the double of it, so that the clients of a server that comes back do not all return at once;
// from the start again when nothing went wrong for two minutes. The figures are those of
// client-go's reflector (tools/cache/reflector.go). Not thread-safe.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{800};
  static constexpr std::chrono::milliseconds kLongest{30'000};  // before it is drawn out
  static constexpr std::chrono::minutes kReset{2};

  // The next pause, which begins `now`. `random` is from 0 up to, but not including, 1.
  std::chrono::milliseconds Next(std::chrono::steady_clock::time_point now, double random) {
    if (!last_ || now - *last_ > kReset) pause_ = kFirst;
    last_ = now;
    const auto drawn_out =
        std::chrono::duration_cast<std::chrono::milliseconds>(pause_ * (1 + random));
    pause_ = std::min(2 * pause_, kLongest);
    return drawn_out;
  }

 private:
  std::chrono::milliseconds pause_ = kFirst;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace portcullis::kube
