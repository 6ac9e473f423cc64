#include "controller/retry_limiter.h"

#include <algorithm>

namespace portcullis::controller {
namespace {

constexpr std::chrono::milliseconds kFirstDelay{5};
constexpr std::chrono::seconds kLongestDelay{1000};
constexpr int kMostDoublings = 18;  // 5 ms doubled so often is more than 1000 s
constexpr std::chrono::milliseconds kTokenInterval{100};
constexpr int kBurst = 100;

}  // namespace

RetryLimiter::Duration RetryLimiter::Next(const Key& key, TimePoint now) {
  int& failures = failures_[key];
  const Duration exponential = std::min<Duration>(kFirstDelay * (1 << failures), kLongestDelay);
  if (failures < kMostDoublings) ++failures;
  return std::max(exponential, TakeToken(now));
}

// A bucket that is full at T lacks (T - now) / interval tokens now. What it lacks beyond its size
// is owed, and whoever takes such a token waits for it.
RetryLimiter::Duration RetryLimiter::TakeToken(TimePoint now) {
  full_at_ = std::max(full_at_, now) + kTokenInterval;
  return std::max(Duration::zero(), full_at_ - now - kBurst * kTokenInterval);
}

}  // namespace portcullis::controller
