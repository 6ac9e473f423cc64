#include "controller/reconciler.h"

#include <utility>

#include "controller/term.h"

namespace portcullis::controller {
namespace {

using policy::ObjectRef;

policy::Evaluator EvaluatorOf(const policy::Snapshot& snapshot, const Clock& clock) {
  return policy::Evaluator(*snapshot.settings, snapshot.view.get(), snapshot.facts, clock.Now());
}

ObjectRef RefTo(const cluster::Service& service) {
  return {ObjectRef::Kind::kService, service.namespace_name, service.name};
}
ObjectRef RefTo(const cluster::Node& node) { return {ObjectRef::Kind::kNode, "", node.name}; }

policy::Evaluation Evaluate(const policy::Evaluator& evaluator, const cluster::Service& service) {
  return evaluator.OfService(service, nullptr, policy::DryRun::kNo);
}

policy::ClusterView::Nodes Share(std::vector<cluster::Node> nodes) {
  policy::ClusterView::Nodes shared;
  shared.reserve(nodes.size());
  for (cluster::Node& node : nodes) {
    shared.push_back(std::make_shared<const cluster::Node>(std::move(node)));
  }
  return shared;
}

}  // namespace

Reconciler::Reconciler(const ClusterState& state, policy::SnapshotMaker& snapshots,
                       const Clock& clock)
    : state_(state), snapshots_(snapshots), clock_(clock) {}

void Reconciler::Reconcile(const Key& key, Term* term) {
  if (key.kind == Key::Kind::kView) {
    ReconcileView(term);
  } else if (term != nullptr) {
    ReconcileService(key, *term);
  }
  if (term != nullptr) term->ShowCounts();
}

void Reconciler::ReconcileService(const Key& key, Term& term) {
  const auto known = state_.FindService({key.namespace_name, key.name});
  if (!known) {
    term.Forget({ObjectRef::Kind::kService, key.namespace_name, key.name});
    return;
  }
  const auto snapshot = snapshots_.slot().Get();
  term.Take(RefTo(*known->service),
            Evaluate(EvaluatorOf(*snapshot, clock_), *known->service),
            snapshot->settings->language);
}

void Reconciler::ReconcileView(Term* term) {
  policy::ClusterView::Nodes gone;
  if (nodes_changed_.exchange(false)) {
    gone = std::exchange(nodes_, Share(state_.Nodes()));
    snapshots_.Take(nodes_);
  }
  if (term == nullptr) return;
  const auto snapshot = snapshots_.slot().Get();
  const policy::Evaluator evaluator = EvaluatorOf(*snapshot, clock_);
  const message::Language language = snapshot->settings->language;
  for (const auto& node : gone) {
    if (!state_.FindNode(node->name)) term->Forget(RefTo(*node));
  }
  term->TakeCloudObjects(snapshot->view == nullptr
                             ? policy::Evaluation()
                             : evaluator.OfCloudObjects(RulesOf(*snapshot->view)),
                         language);
  for (const auto& node : nodes_) {
    term->Take(RefTo(*node), evaluator.OfNodeAlone(*node), language);
  }
  for (const KnownService& known : state_.Services()) {
    term->Take(RefTo(*known.service), Evaluate(evaluator, *known.service), language);
  }
  term->PassDone();
}

const policy::RuleAnalysis& Reconciler::RulesOf(const policy::ClusterView& view) {
  if (analysed_ != view.judged_facts()) {
    analysed_ = view.judged_facts();
    rules_.emplace(analysed_->facts());
  }
  return *rules_;
}

}  // namespace portcullis::controller
