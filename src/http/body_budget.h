#pragma once

#include <cstddef>
#include <deque>
#include <functional>

#include "base/mutex.h"

namespace portcullis::http {

// Bounds the memory that bodies take at one time, over all connections of a server. First come,
// first served: a large body is not overtaken for ever by small ones. Thread-safe.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t bytes) : left_(bytes) {}

  // True: taken. False: `granted` will be called once they have been, on the thread that gave
  // others back. REQUIRES: bytes is no more than the whole budget; one wait per owner at a time.
  bool Take(std::size_t bytes, const void* owner, std::function<void()> granted);

  // Ends the owner's wait. False: it has been granted in the meantime.
  bool Withdraw(const void* owner);

  void GiveBack(std::size_t bytes);

 private:
  struct Waiter {
    const void* owner;
    std::size_t bytes;
    std::function<void()> granted;
  };

  Mutex mutex_;
  std::size_t left_ GUARDED_BY(mutex_);
  std::deque<Waiter> waiters_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::http
