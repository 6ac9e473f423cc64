#pragma once

#include <memory>

#include "base/mutex.h"
#include "policy/cluster_view.h"
#include "policy/evaluator.h"
#include "policy/settings.h"

namespace portcullis::policy {

// All that a review is judged against, as one thing: never new facts with old settings. Immutable.
struct Snapshot {
  std::shared_ptr<const Settings> settings;
  std::shared_ptr<const ClusterView> view;  // null unless `facts` is kKnown
  Evaluator::Facts facts = Evaluator::Facts::kMissing;
  // Whether there should be facts, so that their lack is worth a word to the user.
  bool facts_are_configured = false;
};

// The snapshot of the moment. Thread-safe: a reader keeps the one that it got while another is put in
// its place, and waits for nothing longer than the copy of a pointer.
class SnapshotSlot {
 public:
  explicit SnapshotSlot(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  std::shared_ptr<const Snapshot> Get() const {
    const MutexLock lock(mutex_);
    return snapshot_;
  }

  void Replace(std::shared_ptr<const Snapshot> snapshot) {
    const MutexLock lock(mutex_);
    snapshot_.swap(snapshot);
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::policy
