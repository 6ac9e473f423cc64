#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "controller/finding_ledger.h"

namespace prometheus {
class Registry;
}

namespace portcullis::controller {

// What the loop tells Prometheus: portcullis_* of the leader, and workqueue_* and
// controller_runtime_* under the names and labels that client-go and controller-runtime use, so
// that their dashboards work. Labels come from closed sets only. Thread-safe.
class Metrics {
 public:
  enum class EventResult { kOk, kError, kDropped };
  enum class ReconcileResult { kSuccess, kError, kRequeue, kRequeueAfter };
  using Duration = std::chrono::duration<double>;

  // `registry` outlives it.
  explicit Metrics(prometheus::Registry& registry);
  ~Metrics();

  // Whether this replica leads. From when it does not, there are no gauges of findings.
  void Leads(bool leads);
  // What the ledger holds, once it holds a first pass over everything. Ignored unless this replica
  // leads.
  void Holds(const std::vector<CheckCounts>& counts);

  void Event(EventResult result);
  void ReportWrite(bool is_good);

  // The work queue: keys that wait, were added, were taken after waiting, were worked on, were put
  // back after a failure; and how long the work in progress takes, in all and at most.
  void QueueDepth(std::size_t depth);
  void QueueAdded();
  void QueueTaken(Duration waited);
  void QueueDone(Duration worked);
  void QueueRetried();
  void QueueWorking(Duration all, Duration longest);

  void ReconcileStarted();
  void ReconcileEnded(ReconcileResult result, Duration duration);

 private:
  struct Families;
  struct FindingGauges;

  std::unique_ptr<Families> families_;
  std::unique_ptr<FindingGauges> findings_;
};

}  // namespace portcullis::controller
