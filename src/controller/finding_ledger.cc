#include "controller/finding_ledger.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "message/text.h"
#include "policy/check.h"

namespace portcullis::controller {
namespace {

using policy::ObjectRef;
using State = LedgerEntry::State;

bool IsOfKubernetes(const ObjectRef& object) {
  return object.kind == ObjectRef::Kind::kService || object.kind == ObjectRef::Kind::kNode;
}

const ObjectRef& ObjectOf(const policy::Finding& finding) { return finding.object; }
const ObjectRef& ObjectOf(const policy::Exempted& exempted) { return exempted.finding.object; }
const ObjectRef& ObjectOf(const policy::NotEvaluated& entry) { return entry.object; }

// Calls `add` with every statement of the evaluation.
template <typename Add>
void ForEach(const policy::Evaluation& evaluation, Add add) {
  std::for_each(evaluation.findings.begin(), evaluation.findings.end(), add);
  std::for_each(evaluation.exempted.begin(), evaluation.exempted.end(), add);
  std::for_each(evaluation.not_evaluated.begin(), evaluation.not_evaluated.end(), add);
}

std::shared_ptr<const ObjectEntries> Ordered(const ObjectRef& object,
                                             std::vector<LedgerEntry> entries) {
  std::sort(entries.begin(), entries.end(), [](const LedgerEntry& a, const LedgerEntry& b) {
    return a.fingerprint < b.fingerprint;
  });
  entries.shrink_to_fit();
  return std::make_shared<const ObjectEntries>(ObjectEntries{object, std::move(entries)});
}

const LedgerEntry* Find(const std::vector<LedgerEntry>& entries, std::uint64_t fingerprint) {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), fingerprint,
      [](const LedgerEntry& entry, std::uint64_t wanted) { return entry.fingerprint < wanted; });
  return found == entries.end() || found->fingerprint != fingerprint ? nullptr : &*found;
}

// What a finding or exempted finding is to the one before, which is null if there was none.
std::optional<Change::Kind> KindOf(const LedgerEntry& now, const LedgerEntry* before) {
  const bool was_finding = before != nullptr && before->state == State::kFinding;
  if (now.state == State::kFinding && !was_finding) return Change::Kind::kOpened;
  if (!was_finding) return std::nullopt;
  const bool is_same = now.state == before->state && now.severity == before->severity &&
                       now.action == before->action;
  return is_same ? std::nullopt : std::optional(Change::Kind::kChanged);
}

std::vector<Change> Compare(const ObjectRef& object, const std::vector<LedgerEntry>& before,
                            const std::vector<LedgerEntry>& now, message::Language language) {
  std::vector<Change> changes;
  for (const LedgerEntry& entry : now) {
    const auto kind = KindOf(entry, Find(before, entry.fingerprint));
    if (kind) changes.push_back({*kind, object, entry, entry.text});
  }
  for (const LedgerEntry& entry : before) {
    if (entry.state != State::kFinding || Find(now, entry.fingerprint) != nullptr) continue;
    const bool is_judged = std::none_of(now.begin(), now.end(), [&](const LedgerEntry& other) {
      return other.state == State::kNotEvaluated && other.check == entry.check;
    });
    if (!is_judged) continue;
    changes.push_back(
        {Change::Kind::kResolved, object, entry,
         Render("no longer found: {finding}"_msg, {{"finding", entry.text}}, language)});
  }
  return changes;
}

std::size_t IndexOf(std::string_view check) {
  const auto checks = policy::AllChecks();
  return static_cast<std::size_t>(
      std::find_if(checks.begin(), checks.end(),
                   [&](const policy::Check& candidate) { return candidate.id == check; }) -
      checks.begin());
}

}  // namespace

bool FindingLedger::ByObject::operator()(const Pointer& a, const Pointer& b) const {
  return a->object < b->object;
}

bool FindingLedger::ByObject::operator()(const Pointer& a, const ObjectRef& b) const {
  return a->object < b;
}

bool FindingLedger::ByObject::operator()(const ObjectRef& a, const Pointer& b) const {
  return a < b->object;
}

FindingLedger::FindingLedger() : counts_(policy::AllChecks().size()) {}

std::vector<Change> FindingLedger::Update(const ObjectRef& object,
                                          const policy::Evaluation& evaluation,
                                          message::Language language) {
  std::vector<LedgerEntry> entries;
  ForEach(evaluation, [&](const auto& statement) {
    if (ObjectOf(statement) == object) entries.push_back(EntryOf(statement, language));
  });
  const Pointer now = Ordered(object, std::move(entries));
  Pointer before;
  {
    const MutexLock lock(mutex_);
    before = Replace(now);
  }
  static const std::vector<LedgerEntry> kNone;
  return Compare(object, before == nullptr ? kNone : before->entries, now->entries, language);
}

void FindingLedger::UpdateFacts(const policy::Evaluation& evaluation, message::Language language) {
  std::map<ObjectRef, std::vector<LedgerEntry>> now;
  ForEach(evaluation, [&](const auto& statement) {
    const ObjectRef& object = ObjectOf(statement);
    if (!IsOfKubernetes(object)) now[object].push_back(EntryOf(statement, language));
  });
  const MutexLock lock(mutex_);
  for (const Pointer& held : objects_) {
    if (!IsOfKubernetes(held->object)) now[held->object];
  }
  for (auto& [object, entries] : now) Replace(Ordered(object, std::move(entries)));
}

void FindingLedger::Remove(const ObjectRef& object) {
  const Pointer nothing = Ordered(object, {});
  const MutexLock lock(mutex_);
  Replace(nothing);
}

std::vector<std::shared_ptr<const ObjectEntries>> FindingLedger::Of(
    std::string_view namespace_name) const {
  const bool is_all_else = namespace_name.empty();
  const ObjectRef first{is_all_else ? ObjectRef::Kind::kNode : ObjectRef::Kind::kService,
                        std::string(namespace_name), ""};
  std::vector<Pointer> held;
  const MutexLock lock(mutex_);
  for (auto at = objects_.lower_bound(first); at != objects_.end(); ++at) {
    if (!is_all_else && (*at)->object.namespace_name != namespace_name) break;
    held.push_back(*at);
  }
  return held;
}

std::set<std::string> FindingLedger::TakeTouched() {
  const MutexLock lock(mutex_);
  return std::exchange(touched_, {});
}

std::vector<CheckCounts> FindingLedger::counts() const {
  const MutexLock lock(mutex_);
  return counts_;
}

FindingLedger::Pointer FindingLedger::Replace(const Pointer& now) {
  const auto found = objects_.find(now->object);
  Pointer before = found == objects_.end() ? nullptr : *found;
  if (before == nullptr ? now->entries.empty() : before->entries == now->entries) return before;
  touched_.insert(now->object.namespace_name);
  if (before != nullptr) {
    Count(*before, false);
    objects_.erase(found);
  }
  if (!now->entries.empty()) {
    Count(*now, true);
    objects_.insert(now);
  }
  return before;
}

void FindingLedger::Count(const ObjectEntries& object, bool is_there) {
  for (const LedgerEntry& entry : object.entries) {
    CheckCounts& counts = counts_[IndexOf(entry.check)];
    std::size_t* count = nullptr;
    switch (entry.state) {
      case State::kFinding:
        count = &counts.findings[static_cast<std::size_t>(entry.severity)];
        break;
      case State::kExempted:
        count = &counts.exempted;
        break;
      case State::kNotEvaluated:
        count = &counts.not_evaluated[static_cast<std::size_t>(entry.reason)];
        break;
    }
    is_there ? ++*count : --*count;
  }
}

}  // namespace portcullis::controller
