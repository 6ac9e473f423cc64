#pragma once

#include <functional>
#include <memory>

#include "base/mutex.h"
#include "policy/snapshot.h"

namespace portcullis::policy {

// Makes the snapshot of the moment anew when documents or Nodes change, and puts it in a slot. Facts
// are judged once, however often the Nodes change. Thread-safe; a call returns once the snapshot that
// it asked for is in the slot. Reviews do not wait for it.
class SnapshotMaker {
 public:
  // What is read from files.
  struct Documents {
    std::shared_ptr<const Settings> settings;
    std::shared_ptr<const cluster::Facts> facts;  // null: none
    bool facts_are_configured = false;
  };

  SnapshotMaker() : slot_(std::make_shared<const Snapshot>()) {}

  const SnapshotSlot& slot() const { return slot_; }

  // Who is told when documents have changed, on the thread that changed them; nullptr: nobody. `listener`
  // returns at once and does not call this. After Listen returns, no call of the one before runs.
  void Listen(std::function<void()> listener);

  void Take(Documents documents);
  // Empty: the instances of the facts stand for the Nodes.
  void Take(ClusterView::Nodes nodes);

 private:
  void TakeDocuments(Documents documents);
  void Make() REQUIRES_LOCK(mutex_);

  Mutex mutex_;  // one snapshot is made at a time
  Documents documents_ GUARDED_BY(mutex_);
  std::shared_ptr<const JudgedFacts> judged_facts_ GUARDED_BY(mutex_);  // of documents_.facts
  ClusterView::Nodes nodes_ GUARDED_BY(mutex_);
  SnapshotSlot slot_;

  Mutex listener_mutex_;
  std::function<void()> listener_ GUARDED_BY(listener_mutex_);
};

}  // namespace portcullis::policy
