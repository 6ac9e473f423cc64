#include "report/explanation.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "report/table.h"

namespace portcullis::report {
namespace {

using secgroup::RuleList;
using secgroup::Verdict;

// A group shows at most this many rules besides the deciding one.
constexpr std::size_t kMaxShown = 12;

std::string VerdictWord(Verdict verdict, const Paint& paint) {
  switch (verdict) {
    case Verdict::kAccept: return paint(Color::kGreen, "ACCEPT");
    case Verdict::kDrop: return paint(Color::kRed, "DROP");
    case Verdict::kUnknown: return paint(Color::kYellow, "UNKNOWN");
  }
  return "";
}

// How a rule stands to the packet: what it says beside the deciding rule, or nothing if it differs in
// more than one respect.
std::optional<std::string> Relation(const RuleList& list, const RuleList::Entry& entry,
                                    const secgroup::Packet& packet) {
  const bool service = entry.service.known.Contains(packet.protocol, packet.port);
  const bool protocol = !entry.service.known.ports(packet.protocol).Empty();
  const bool remote = entry.remote.known.Contains(packet.remote);
  if (service && remote) return "would match";
  if (!service && !entry.service.unknown.empty() && remote) {
    return "may match: " + list.unknowns()[entry.service.unknown.front()];
  }
  if (service) {
    for (const auto& unknown : entry.remote.unknown) {
      if (unknown.possible.Contains(packet.remote)) return "may match: " + list.unknowns()[unknown.id];
    }
    return "remote differs";
  }
  if (remote) return protocol ? "port differs" : "protocol differs";
  return std::nullopt;
}

std::vector<std::string> RuleCells(const secgroup::Rule& rule, std::size_t index) {
  std::string position = std::to_string(index);
  if (rule.text.policy_index && *rule.text.policy_index != static_cast<std::int64_t>(index)) {
    position += " (" + std::to_string(*rule.text.policy_index) + ")";
  }
  return {position, std::string(secgroup::ToString(rule.action)),
          rule.text.protocol.empty() ? "ALL" : rule.text.protocol, rule.text.port,
          rule.text.remote.empty() ? "(none named)" : rule.text.remote};
}

class GroupWalk {
 public:
  GroupWalk(const cluster::Facts& facts, const RuleList& list, const secgroup::Packet& packet,
            const secgroup::Decision& decision, const Paint& paint)
      : facts_(facts), list_(list), packet_(packet), decision_(decision), paint_(paint) {}

  std::string Text(std::size_t group) const {
    const secgroup::GroupId& id = list_.groups()[group];
    const secgroup::SecurityGroup* known = facts_.inventory.FindGroup(id);
    std::string heading = "  " + paint_(Color::kBold, id);
    if (known != nullptr && !known->name.empty()) heading += "  " + known->name;
    heading += "  " + std::to_string(group + 1) + " of " + std::to_string(list_.groups().size());
    if (IsBehindDecision(group)) heading += ", not reached";
    if (known == nullptr || !known->rules) return heading + ", rules not known\n";
    return heading + '\n' + Rules(group, *known);
  }

 private:
  bool IsBehindDecision(std::size_t group) const {
    if (decision_.verdict == Verdict::kUnknown || !decision_.entry) {
      return list_.missing_group() && group > *list_.missing_group();
    }
    return group > list_.entries()[*decision_.entry].group;
  }

  std::string Rules(std::size_t group, const secgroup::SecurityGroup& known) const {
    Table table("  ");
    std::size_t shown = 0;
    std::size_t left_out = 0;
    for (std::size_t e = 0; e < list_.entries().size(); ++e) {
      const RuleList::Entry& entry = list_.entries()[e];
      if (entry.group != group) continue;
      const bool decides = decision_.entry == e;
      auto relation = Relation(list_, entry, packet_);
      if (!decides && !relation) continue;
      if (!decides && shown == kMaxShown) {
        ++left_out;
        continue;
      }
      if (!decides) ++shown;
      const secgroup::Rule& rule = known.rules->of(list_.direction())[entry.index];
      std::vector<std::string> cells = RuleCells(rule, entry.index);
      cells.insert(cells.begin(), decides ? paint_(Color::kBold, "->") : "  ");
      if (decides && decision_.verdict != Verdict::kUnknown) {
        cells.push_back(paint_(Color::kBold, "decides"));
      } else {
        cells.push_back(paint_(Color::kDim, relation.value_or("may match")));
      }
      table.AddRow(std::move(cells));
    }
    std::string text = table.ToString();
    if (left_out > 0) {
      text += "      " + std::to_string(left_out) + " more rules differ in one respect\n";
    }
    return text;
  }

  const cluster::Facts& facts_;
  const RuleList& list_;
  const secgroup::Packet& packet_;
  const secgroup::Decision& decision_;
  const Paint& paint_;
};

}  // namespace

std::string ExplanationText(const cluster::Facts& facts, const policy::NamedLists::Named& named,
                            const RuleList& list, const DirectedPacket& packet,
                            const Paint& paint) {
  const secgroup::Decision decision = secgroup::Explain(list, packet.packet);
  const bool is_ingress = packet.direction == secgroup::Direction::kIngress;
  std::string text = VerdictWord(decision.verdict, paint) + "  " +
                     DescribePacket(packet.direction, packet.packet);
  text += is_ingress ? " into " : " out of ";
  if (named.instance == nullptr) {
    text += "what these groups guard";
  } else if (named.instance->node_name.empty()) {
    text += named.instance->id;
  } else {
    text += named.instance->node_name + " (" + named.instance->id + ")";
  }
  text += "\n\n";
  const GroupWalk walk(facts, list, packet.packet, decision, paint);
  for (std::size_t group = 0; group < list.groups().size(); ++group) text += walk.Text(group);
  if (decision.verdict == Verdict::kUnknown) {
    text += "\nUnknown because " + secgroup::WhyUnknown(list, decision) + ".\n";
  } else if (!decision.entry) {
    text += "\nNo rule matched; what no rule matches is dropped.\n";
  }
  return text;
}

}  // namespace portcullis::report
