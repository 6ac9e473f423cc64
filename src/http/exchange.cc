#include "http/exchange.h"

#include <utility>

namespace portcullis::http {

void Exchange::Begin(AnswerHead head) {
  const std::lock_guard lock(mutex_);
  head_ = head;
  changed_.notify_all();
}

void Exchange::Offer(std::string_view bytes, std::function<void()> taken) {
  {
    const std::lock_guard lock(mutex_);
    if (!abandoned_) {
      offered_ = bytes;
      taken_ = std::move(taken);
      changed_.notify_all();
      return;
    }
  }
  taken();
}

void Exchange::End(std::optional<std::string> failure) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  ended_ = true;
  failure_ = std::move(failure);
  changed_.notify_all();
}

Exchange::Event Exchange::Wait(std::chrono::steady_clock::time_point deadline,
                               const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto has_news = [this] {
    return ended_ || (head_ && (!head_was_reported_ || !offered_.empty()));
  };
  changed_.wait_until(lock, stop, deadline, has_news);
  if (stop.stop_requested()) return Event::kStopped;
  if (!has_news()) return Event::kTimedOut;
  if (head_ && !head_was_reported_) {
    head_was_reported_ = true;
    return Event::kHead;
  }
  return offered_.empty() ? Event::kEnd : Event::kBytes;
}

void Exchange::Take() {
  std::function<void()> taken;
  {
    const std::lock_guard lock(mutex_);
    offered_ = {};
    taken = std::exchange(taken_, nullptr);
  }
  taken();
}

void Exchange::Abandon() {
  std::function<void()> taken;
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    offered_ = {};
    taken = std::exchange(taken_, nullptr);
  }
  if (taken) taken();
}

}  // namespace portcullis::http
