#pragma once

#include <chrono>
#include <stop_token>
#include <vector>

#include "kube/timer.h"

namespace portcullis::kube {

// Time that passes only where somebody sleeps or a test says so, and chance that is always the
// same.
class FakeTimer final : public Timer {
 public:
  std::chrono::steady_clock::time_point Now() override { return now_; }
  void Sleep(std::chrono::milliseconds time, const std::stop_token&) override {
    sleeps_.push_back(time);
    now_ += time;
  }
  double Random() override { return random_; }

  void Advance(std::chrono::milliseconds time) { now_ += time; }
  void SetRandom(double random) { random_ = random; }

  const std::vector<std::chrono::milliseconds>& sleeps() const { return sleeps_; }

 private:
  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
  double random_ = 0;
  std::vector<std::chrono::milliseconds> sleeps_;
};

}  // namespace portcullis::kube
