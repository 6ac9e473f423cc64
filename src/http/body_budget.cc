#include "http/body_budget.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace portcullis::http {

bool BodyBudget::Take(std::size_t bytes, const void* owner, std::function<void()> granted) {
  const MutexLock lock(mutex_);
  if (waiters_.empty() && bytes <= left_) {
    left_ -= bytes;
    return true;
  }
  waiters_.push_back({owner, bytes, std::move(granted)});
  return false;
}

bool BodyBudget::Withdraw(const void* owner) {
  {
    const MutexLock lock(mutex_);
    const auto waiter = std::find_if(waiters_.begin(), waiters_.end(),
                                     [&](const Waiter& w) { return w.owner == owner; });
    if (waiter == waiters_.end()) return false;
    waiters_.erase(waiter);
  }
  GiveBack(0);  // the one behind it may fit
  return true;
}

void BodyBudget::GiveBack(std::size_t bytes) {
  std::vector<Waiter> granted;
  {
    const MutexLock lock(mutex_);
    left_ += bytes;
    while (!waiters_.empty() && waiters_.front().bytes <= left_) {
      left_ -= waiters_.front().bytes;
      granted.push_back(std::move(waiters_.front()));
      waiters_.pop_front();
    }
  }
  for (const Waiter& waiter : granted) waiter.granted();
}

}  // namespace portcullis::http
