#pragma once

#include <chrono>
#include <unordered_map>

#include "controller/key.h"

namespace portcullis::controller {

// How long to wait before a key that failed is tried again: the longer of 5 ms doubled with each of
// its failures, up to 1000 s, and of the wait for a token from a bucket that all keys share, 10 a
// second and at most 100 at once. These are the defaults of controllers in Kubernetes. External
// synchronisation.
class RetryLimiter {
 public:
  using Duration = std::chrono::steady_clock::duration;
  using TimePoint = std::chrono::steady_clock::time_point;

  // Counts a failure and takes a token. `now` never goes back.
  Duration Next(const Key& key, TimePoint now);

  // The key succeeded: its next failure is its first.
  void Forget(const Key& key) { failures_.erase(key); }

 private:
  Duration TakeToken(TimePoint now);

  std::unordered_map<Key, int, KeyHash> failures_;
  TimePoint full_at_{};  // when the bucket is or was full again
};

}  // namespace portcullis::controller
