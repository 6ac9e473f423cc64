#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <unordered_map>

#include "base/mutex.h"
#include "controller/key.h"
#include "controller/retry_limiter.h"

namespace portcullis::controller {

// Told what a work queue does, as the workqueue_* metrics count it. Called with the queue locked,
// so the calls return at once and do not use the queue.
class WorkQueueObserver {
 public:
  using Duration = std::chrono::steady_clock::duration;

  virtual ~WorkQueueObserver() = default;
  virtual void Added() = 0;
  virtual void AddedForLater() = 0;
  virtual void Started(Duration waited) = 0;
  virtual void Finished(Duration worked) = 0;
};

// The keys that wait for work. No key is worked on by two threads at once; a key that is added
// while it waits is there once, and while it is worked on once more afterwards, so no change is
// lost and none is worked on for each of its causes. First come, first served. Thread-safe.
//
//   while (const auto key = queue.Get(stop)) {
//     if (Reconcile(*key)) queue.Forget(*key); else queue.AddRateLimited(*key);
//     queue.Done(*key);
//   }
class WorkQueue {
 public:
  using Duration = std::chrono::steady_clock::duration;
  using TimePoint = std::chrono::steady_clock::time_point;
  using Now = std::function<TimePoint()>;

  struct Work {
    Duration total{};    // of all keys that are being worked on, since each was taken
    Duration longest{};  // of one
  };

  // The observer outlives the queue; null: nobody is told.
  explicit WorkQueue(WorkQueueObserver* observer = nullptr,
                     Now now = std::chrono::steady_clock::now);

  void Add(const Key& key);

  // Adds it when the time has passed. Of several times for one key the earliest counts.
  void AddAfter(const Key& key, Duration delay);

  // Adds it again after a failure, as late as RetryLimiter says.
  void AddRateLimited(const Key& key);

  // After success: what AddRateLimited remembers of failures is gone.
  void Forget(const Key& key);

  // Waits for a key, which is the caller's until Done. Nothing: a stop, or the queue is shut down
  // and empty.
  std::optional<Key> Get(const std::stop_token& stop);

  // The same without waiting.
  std::optional<Key> TryGet();

  void Done(const Key& key);

  // Nothing is added any more, what was to be added later never is, and what waits is still given
  // out.
  void ShutDown();

  // ShutDown, and waits until no key is being worked on.
  void Drain();

  std::size_t depth() const;  // keys that wait
  Work work() const;

 private:
  // A key that needs work (dirty), is being worked on, or both. It is in queue_ if dirty only.
  struct Item {
    bool dirty = false;
    bool processing = false;
    TimePoint added{};
    TimePoint started{};
  };
  using Items = std::unordered_map<Key, Item, KeyHash>;
  using Due = std::multimap<TimePoint, Key>;  // first added first, among equal times

  void AddLocked(const Key& key, TimePoint now) REQUIRES_LOCK(mutex_);
  void AddAfterLocked(const Key& key, Duration delay, TimePoint now) REQUIRES_LOCK(mutex_);
  void AddWhatIsDue(TimePoint now) REQUIRES_LOCK(mutex_);
  std::optional<Key> Take() REQUIRES_LOCK(mutex_);
  TimePoint NextDue() const REQUIRES_LOCK(mutex_);

  WorkQueueObserver* const observer_;
  const Now now_;

  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  Items items_ GUARDED_BY(mutex_);
  std::deque<const Key*> queue_ GUARDED_BY(mutex_);  // into items_, which does not move its keys
  std::size_t processing_ GUARDED_BY(mutex_) = 0;
  Due due_ GUARDED_BY(mutex_);
  std::unordered_map<Key, Due::iterator, KeyHash> due_of_ GUARDED_BY(mutex_);
  RetryLimiter limiter_ GUARDED_BY(mutex_);
  bool is_shut_down_ GUARDED_BY(mutex_) = false;
};

}  // namespace portcullis::controller
