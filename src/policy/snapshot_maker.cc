#include "policy/snapshot_maker.h"

#include <utility>

namespace portcullis::policy {

void SnapshotMaker::Listen(std::function<void()> listener) {
  const MutexLock lock(listener_mutex_);
  listener_ = std::move(listener);
}

void SnapshotMaker::Take(Documents documents) {
  TakeDocuments(std::move(documents));
  const MutexLock lock(listener_mutex_);
  if (listener_) listener_();
}

void SnapshotMaker::TakeDocuments(Documents documents) {
  const MutexLock lock(mutex_);
  if (documents.facts != documents_.facts) {
    judged_facts_ = documents.facts == nullptr
                        ? nullptr
                        : std::make_shared<const JudgedFacts>(documents.facts);
  }
  documents_ = std::move(documents);
  Make();
}

void SnapshotMaker::Take(ClusterView::Nodes nodes) {
  const MutexLock lock(mutex_);
  nodes_ = std::move(nodes);
  // Before the documents are there nothing can be judged.
  if (documents_.settings != nullptr) Make();
}

void SnapshotMaker::Make() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->settings = documents_.settings;
  snapshot->facts_are_configured = documents_.facts_are_configured;
  if (judged_facts_ != nullptr) {
    snapshot->view = ClusterView::Make(judged_facts_, nodes_, documents_.settings->expectations);
    snapshot->facts = Evaluator::Facts::kKnown;
  }
  slot_.Replace(std::move(snapshot));
}

}  // namespace portcullis::policy
