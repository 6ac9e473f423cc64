#pragma once

#include <chrono>
#include <random>
#include <stop_token>

namespace portcullis::kube {

// Time and chance, as a loop uses them; tests put their own in its place. Used by one thread.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual std::chrono::steady_clock::time_point Now() = 0;
  // Waits that long, or until a stop.
  virtual void Sleep(std::chrono::milliseconds time, const std::stop_token& stop) = 0;
  // Evenly from 0 up to, but not including, 1.
  virtual double Random() = 0;
};

class SystemTimer final : public Timer {
 public:
  std::chrono::steady_clock::time_point Now() override { return std::chrono::steady_clock::now(); }
  void Sleep(std::chrono::milliseconds time, const std::stop_token& stop) override;
  double Random() override { return std::uniform_real_distribution<double>()(generator_); }

 private:
  std::minstd_rand generator_{std::random_device()()};
};

}  // namespace portcullis::kube
