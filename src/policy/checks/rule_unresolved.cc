#include <optional>
#include <utility>

#include "policy/checks/checks.h"
#include "policy/checks/rule_finding.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

using secgroup::Direction;
using secgroup::RuleList;
using Kind = RuleList::Unknown::Kind;

// The first set with unknown members that an entry refers to, or null. Where only the cloud's way with
// IPv6 members is not known, the members are.
const RuleList::Unknown* FirstUnknown(const RuleList& list, const RuleList::Entry& entry) {
  for (const RuleList::UnknownId id : entry.service.unknown) return &list.unknowns()[id];
  for (const RuleList::UnknownRemote& remote : entry.remote.unknown) {
    const RuleList::Unknown& unknown = list.unknowns()[remote.id];
    if (unknown.kind != Kind::kGroupIpv6Members) return &unknown;
  }
  return nullptr;
}

message::Sentence Fix(Kind kind) {
  if (kind == Kind::kNoRemote) return "give the rule a remote"_msg;
  if (kind == Kind::kGroupMembers) {
    return "list that group and all instances in the facts, and set instancesComplete"_msg;
  }
  return "add it to the facts; delete the rule if it no longer exists"_msg;
}

}  // namespace

void FindRuleUnresolved(const GroupInput& input, Evaluation& evaluation) {
  for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
    const auto list =
        RuleList::Make(input.view.facts().inventory, {input.group.id}, direction);
    for (const RuleList::Entry& entry : list.entries()) {
      const RuleList::Unknown* unknown = FirstUnknown(list, entry);
      if (unknown == nullptr) continue;
      Finding finding = MakeRuleFinding(input, direction, entry.index);
      finding.severity = Severity::kLow;
      finding.places.push_back({"why", Describe(*unknown)});
      finding.say = {"{rule} refers to a set with unknown members: {why}"_msg,
                     "complete the facts"_msg, Fix(unknown->kind)};
      evaluation.findings.push_back(std::move(finding));
    }
  }
}

}  // namespace portcullis::policy
