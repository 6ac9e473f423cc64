#include "controller/event_history.h"

#include <algorithm>

namespace portcullis::controller {

bool EventHistory::ByName::operator()(const policy::ObjectRef* a,
                                      const policy::ObjectRef* b) const {
  return *a < *b;
}

EventHistory::Record& EventHistory::RecordOf(const policy::ObjectRef& object, TimePoint now) {
  const auto found = by_object_.find(&object);
  if (found != by_object_.end()) {
    records_.splice(records_.begin(), records_, found->second);
    return records_.front();
  }
  if (records_.size() == kMaxObjects) {
    by_object_.erase(&records_.back().object);
    records_.pop_back();
  }
  records_.push_front({object, kBurst, now, {}});
  by_object_.emplace(&records_.front().object, records_.begin());
  return records_.front();
}

EventHistory::Verdict EventHistory::Add(const policy::ObjectRef& object, std::uint64_t digest,
                                        TimePoint now) {
  Record& record = RecordOf(object, now);
  const auto refills = (now - record.refilled) / kRefill;
  record.left = static_cast<int>(std::min<std::int64_t>(kBurst, record.left + refills));
  record.refilled += refills * kRefill;
  if (record.left == 0) return Verdict::kTooMany;
  --record.left;

  std::vector<std::uint64_t>& digests = record.digests;
  const auto known = std::find(digests.begin(), digests.end(), digest);
  const bool is_known = known != digests.end();
  if (is_known) {
    digests.erase(known);
  } else if (digests.size() == kBurst) {
    digests.erase(digests.begin());
  }
  digests.push_back(digest);
  return is_known ? Verdict::kRepeated : Verdict::kFirst;
}

}  // namespace portcullis::controller
