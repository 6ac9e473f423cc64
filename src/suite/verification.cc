#include "suite/verification.h"

#include <utility>

#include "policy/wording.h"

namespace portcullis::suite {
namespace {

using secgroup::PacketSet;
using secgroup::Partition;
using secgroup::Verdict;

// The packets of a list that make a case fail.
PacketSet Opposite(const Partition& partition, Verdict expected) {
  switch (expected) {
    case Verdict::kAccept: return partition.dropped;
    case Verdict::kDrop: return partition.accepted;
    case Verdict::kUnknown: return partition.accepted.Union(partition.dropped);
  }
  return {};
}

CaseResult Passed(const Case& c) {
  CaseResult result{c.name, Outcome::kPass, c.expected, c.expected, {}, {}, {}, {}};
  if (c.lists.size() == 1) result.groups = c.lists.front().side->rules.groups();
  return result;
}

CaseResult ShownBy(const secgroup::Packet& packet, const Case& c, Outcome outcome,
                   const AskedList& list, const policy::ClusterView& view) {
  const secgroup::RuleList& rules = list.side->rules;
  const secgroup::Decision decision = secgroup::Explain(rules, packet);
  CaseResult result{c.name, outcome, c.expected, decision.verdict, rules.groups(), {}, {}, {}};
  result.witness = policy::Witness{c.direction, packet, list.instance, list.node};
  result.decided_by = view.Locate(rules, decision);
  if (decision.verdict == Verdict::kUnknown) result.why = policy::WhyUnknown(rules, decision);
  return result;
}

CaseResult Verify(const Case& c, const policy::ClusterView& view) {
  for (const AskedList& list : c.lists) {
    const PacketSet opposite = c.packets.Intersect(Opposite(list.side->partition, c.expected));
    if (const auto packet = opposite.Witness()) {
      return ShownBy(*packet, c, Outcome::kFail, list, view);
    }
  }
  if (c.expected == Verdict::kUnknown) return Passed(c);
  for (const AskedList& list : c.lists) {
    const PacketSet unknown = c.packets.Intersect(list.side->partition.unknown);
    if (const auto packet = unknown.Witness()) {
      return ShownBy(*packet, c, Outcome::kUnknown, list, view);
    }
  }
  return Passed(c);
}

}  // namespace

std::string_view ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass: return "pass";
    case Outcome::kFail: return "fail";
    case Outcome::kUnknown: return "unknown";
  }
  return "fail";
}

SuiteResult Verify(const PacketSuite& suite, const policy::ClusterView& view) {
  SuiteResult result{suite.name, {}};
  for (const Case& c : suite.cases) result.cases.push_back(Verify(c, view));
  return result;
}

}  // namespace portcullis::suite
