#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/mutex.h"
#include "controller/cluster_state.h"
#include "controller/leader_election.h"
#include "controller/metrics.h"
#include "controller/reconciler.h"
#include "controller/term.h"
#include "controller/work_queue.h"
#include "kube/api_client.h"
#include "kube/reflector.h"
#include "kube/timer.h"
#include "log/log.h"
#include "policy/snapshot_maker.h"

namespace portcullis::controller {

// The reconcile loop of one replica: watches Services and Nodes, gives the snapshots the Nodes of the
// moment, and, while this replica holds the Lease, looks again at everything that a change touches and
// says what is found. Works from construction to End, on threads of its own:
//
//   reflectors -> ClusterState -> WorkQueue -> Reconciler -> SnapshotMaker (every replica)
//                                                         -> Term (the leader)
//
// Thread-safe.
class Controller final : private LeadershipObserver {
 public:
  struct Options {
    LeaderElection::Options election;
    bool elect = true;  // false: this replica leads, as the only one
  };

  // All else outlives it. Nobody else listens to `snapshots`, which have the documents.
  Controller(Options options, kube::ApiClient& api, policy::SnapshotMaker& snapshots,
             const Clock& clock, Metrics& metrics, log::Log& log);
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;
  ~Controller() { End(); }

  // Ends what the leader writes, then gives the Lease up; takes some seconds at most. The snapshots stay
  // as they are. Called from one thread.
  void End();

  // Whether this replica may write as the leader now.
  bool IsLeading() const;

  // Whether every Service and Node was heard of once.
  bool IsSynced() const;

  // What keeps it from watching Services and Nodes, for people; empty: nothing.
  std::string WatchProblem() const;

  // Brings up to date the metrics that are the state of the moment; call it before they are read.
  void RefreshMetrics();

 private:
  // The queue as metrics count it.
  class QueueMetrics final : public WorkQueueObserver {
   public:
    explicit QueueMetrics(Metrics& metrics) : metrics_(metrics) {}
    void Added() override { metrics_.QueueAdded(); }
    void AddedForLater() override { metrics_.QueueRetried(); }
    void Started(Duration waited) override { metrics_.QueueTaken(waited); }
    void Finished(Duration worked) override { metrics_.QueueDone(worked); }

   private:
    Metrics& metrics_;
  };

  void StartedLeading() override;
  void StoppedLeading() override;
  void SawHolder(std::string_view identity) override;
  void AttemptFailed(std::string_view problem) override;

  void Work(const std::stop_token& stop);
  void ReconcileOne(const Key& key);
  void Lead(const std::stop_token& stop);
  bool WaitUntilSynced(const std::stop_token& stop) const;
  std::shared_ptr<Term> term() const;
  std::optional<std::string> UidOf(const policy::ObjectRef& object) const;

  const Options options_;
  kube::ApiClient& api_;
  policy::SnapshotMaker& snapshots_;
  const Clock& clock_;
  Metrics& metrics_;
  log::Log& log_;

  QueueMetrics queue_metrics_;
  WorkQueue queue_;
  ClusterState state_;
  Reconciler reconciler_;
  kube::SystemTimer services_timer_;
  kube::SystemTimer nodes_timer_;
  kube::Reflector<cluster::Service> services_;
  kube::Reflector<cluster::Node> nodes_;
  LeaderElection election_;

  mutable Mutex mutex_;
  std::shared_ptr<Term> term_ GUARDED_BY(mutex_);  // null: this replica does not lead

  // Last: they use the others. Stopped in the opposite order.
  std::jthread services_thread_;
  std::jthread nodes_thread_;
  std::jthread worker_;
  std::jthread leading_;
};

}  // namespace portcullis::controller
