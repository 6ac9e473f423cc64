#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "controller/cluster_state.h"
#include "controller/key.h"
#include "policy/rule_analysis.h"
#include "policy/snapshot_maker.h"

namespace portcullis::controller {

class Term;

// Looks again at what a key names, with what is known at that moment: however many changes led to it,
// and whichever they were, the outcome is that of the last. For one thread, but for NodesChanged.
class Reconciler {
 public:
  // All outlive it.
  Reconciler(const ClusterState& state, policy::SnapshotMaker& snapshots, const Clock& clock);

  // The Nodes of the next snapshot are to be others. Thread-safe.
  void NodesChanged() { nodes_changed_ = true; }

  // Tells `term` what is found; null: this replica does not lead, and what only the leader needs is not
  // computed. Of a Service it is what the Service is; of the view it is all there is, once the snapshot
  // has the Nodes of the moment.
  void Reconcile(const Key& key, Term* term);

 private:
  void ReconcileService(const Key& key, Term& term);
  void ReconcileView(Term* term);
  const policy::RuleAnalysis& RulesOf(const policy::ClusterView& view);

  const ClusterState& state_;
  policy::SnapshotMaker& snapshots_;
  const Clock& clock_;
  std::atomic<bool> nodes_changed_ = true;
  policy::ClusterView::Nodes nodes_;  // those that the snapshots were last given

  // Made once for facts, however often the Nodes change.
  std::shared_ptr<const policy::JudgedFacts> analysed_;
  std::optional<policy::RuleAnalysis> rules_;  // of analysed_
};

}  // namespace portcullis::controller
