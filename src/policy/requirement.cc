#include "policy/requirement.h"

#include <utility>

#include "policy/wording.h"

namespace portcullis::policy {

Answer Require(const JudgedList& list, secgroup::Direction direction,
               const secgroup::PacketSet& requirement) {
  const secgroup::Partition& partition = list.of(direction).partition;
  secgroup::PacketSet dropped = partition.dropped.Intersect(requirement);
  if (!dropped.Empty()) return {Outcome::kFail, std::move(dropped)};
  secgroup::PacketSet unknown = partition.unknown.Intersect(requirement);
  if (!unknown.Empty()) return {Outcome::kNotEvaluated, std::move(unknown)};
  return {};
}

Evidence Show(const ClusterView& view, const JudgedList& list, secgroup::Direction direction,
              const secgroup::Packet& packet, const Member* member) {
  const secgroup::RuleList& rules = list.of(direction).rules;
  const secgroup::Decision decision = secgroup::Explain(rules, packet);
  Evidence evidence{{direction, packet, "", ""}, view.Locate(rules, decision), {}};
  if (member != nullptr) {
    evidence.witness.instance = member->instance->id;
    evidence.witness.node = member->node;
  }
  if (decision.verdict == secgroup::Verdict::kUnknown) {
    evidence.why_unknown = WhyUnknown(rules, decision);
  }
  return evidence;
}

}  // namespace portcullis::policy
