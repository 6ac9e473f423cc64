#pragma once

#include <algorithm>
#include <chrono>

namespace portcullis::kube {

// A rate limit: `burst` calls at once, then `per_second`. Not thread-safe.
class TokenBucket {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  TokenBucket(double per_second, double burst)
      : interval_(std::chrono::duration_cast<TimePoint::duration>(
            std::chrono::duration<double>(1 / per_second))),
        burst_(std::chrono::duration_cast<TimePoint::duration>(interval_ * burst)) {}

  // Takes a place, and gives when its call may go out: `now`, or later.
  TimePoint Take(TimePoint now) {
    // The bucket is full when all places have been paid for, an interval each.
    paid_at_ = std::max(paid_at_, now) + interval_;
    return std::max(now, paid_at_ - burst_);
  }

 private:
  TimePoint::duration interval_;
  TimePoint::duration burst_;
  TimePoint paid_at_{};
};

}  // namespace portcullis::kube
