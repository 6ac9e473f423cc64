#include "controller/work_queue.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace portcullis::controller {
namespace {

class NoObserver final : public WorkQueueObserver {
 public:
  void Added() override {}
  void AddedForLater() override {}
  void Started(Duration) override {}
  void Finished(Duration) override {}
};

NoObserver no_observer;

// With nothing due, a wait lasts until something changes; this only bounds the arithmetic.
constexpr std::chrono::hours kLongestWait{1};

}  // namespace

WorkQueue::WorkQueue(WorkQueueObserver* observer, Now now)
    : observer_(observer == nullptr ? &no_observer : observer), now_(std::move(now)) {}

void WorkQueue::Add(const Key& key) {
  const MutexLock lock(mutex_);
  AddLocked(key, now_());
}

void WorkQueue::AddAfter(const Key& key, Duration delay) {
  const MutexLock lock(mutex_);
  AddAfterLocked(key, delay, now_());
}

void WorkQueue::AddRateLimited(const Key& key) {
  const MutexLock lock(mutex_);
  if (is_shut_down_) return;
  const TimePoint now = now_();
  AddAfterLocked(key, limiter_.Next(key, now), now);
}

void WorkQueue::Forget(const Key& key) {
  const MutexLock lock(mutex_);
  limiter_.Forget(key);
}

void WorkQueue::AddLocked(const Key& key, TimePoint now) {
  if (is_shut_down_) return;
  const auto [place, is_new] = items_.try_emplace(key);
  Item& item = place->second;
  if (item.dirty) return;
  item.dirty = true;
  item.added = now;
  observer_->Added();
  if (item.processing) return;  // Done puts it into the queue
  queue_.push_back(&place->first);
  changed_.notify_all();
}

void WorkQueue::AddAfterLocked(const Key& key, Duration delay, TimePoint now) {
  if (is_shut_down_) return;
  observer_->AddedForLater();
  if (delay <= Duration::zero()) return AddLocked(key, now);
  const auto known = due_of_.find(key);
  if (known != due_of_.end()) {
    if (known->second->first <= now + delay) return;
    due_.erase(known->second);
  }
  due_of_.insert_or_assign(key, due_.emplace(now + delay, key));
  changed_.notify_all();
}

void WorkQueue::AddWhatIsDue(TimePoint now) {
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto due = due_.extract(due_.begin());
    due_of_.erase(due.mapped());
    AddLocked(due.mapped(), now);
  }
}

std::optional<Key> WorkQueue::Take() {
  const TimePoint now = now_();
  AddWhatIsDue(now);
  if (queue_.empty()) return std::nullopt;
  const Key& key = *queue_.front();
  queue_.pop_front();
  Item& item = items_.at(key);
  item.dirty = false;
  item.processing = true;
  item.started = now;
  ++processing_;
  observer_->Started(now - item.added);
  return key;
}

WorkQueue::TimePoint WorkQueue::NextDue() const {
  return due_.empty() ? TimePoint::max() : due_.begin()->first;
}

std::optional<Key> WorkQueue::TryGet() {
  const MutexLock lock(mutex_);
  return Take();
}

std::optional<Key> WorkQueue::Get(const std::stop_token& stop) {
  MutexLock lock(mutex_);
  while (!stop.stop_requested()) {
    if (auto key = Take()) return key;
    if (is_shut_down_) break;
    const TimePoint due = NextDue();
    const Duration wait = std::min<Duration>(due - now_(), kLongestWait);
    changed_.wait_for(lock, stop, wait, [this, due]() REQUIRES_LOCK(mutex_) {
      return !queue_.empty() || is_shut_down_ || NextDue() < due;
    });
  }
  return std::nullopt;
}

void WorkQueue::Done(const Key& key) {
  const MutexLock lock(mutex_);
  const auto place = items_.find(key);
  assert(place != items_.end() && place->second.processing);
  Item& item = place->second;
  item.processing = false;
  --processing_;
  observer_->Finished(now_() - item.started);
  if (item.dirty) {
    queue_.push_back(&place->first);
  } else {
    items_.erase(place);
  }
  changed_.notify_all();
}

void WorkQueue::ShutDown() {
  const MutexLock lock(mutex_);
  is_shut_down_ = true;
  due_.clear();
  due_of_.clear();
  changed_.notify_all();
}

void WorkQueue::Drain() {
  ShutDown();
  MutexLock lock(mutex_);
  changed_.wait(lock, [this]() REQUIRES_LOCK(mutex_) { return processing_ == 0; });
}

std::size_t WorkQueue::depth() const {
  const MutexLock lock(mutex_);
  return queue_.size();
}

WorkQueue::Work WorkQueue::work() const {
  const MutexLock lock(mutex_);
  const TimePoint now = now_();
  Work work;
  for (const auto& [key, item] : items_) {
    if (!item.processing) continue;
    work.total += now - item.started;
    work.longest = std::max(work.longest, now - item.started);
  }
  return work;
}

}  // namespace portcullis::controller
