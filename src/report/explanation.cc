#include "report/explanation.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "policy/wording.h"
#include "report/names.h"
#include "report/table.h"

namespace portcullis::report {
namespace {

using message::Language;
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

message::Text MayMatch(const RuleList::Unknown& unknown) {
  return {"may match: {why}"_msg, {{"why", policy::Describe(unknown)}}};
}

// How a rule stands to the packet: what it says beside the deciding rule, or nothing if it differs in
// more than one respect.
std::optional<message::Text> Relation(const RuleList& list, const RuleList::Entry& entry,
                                    const secgroup::Packet& packet) {
  const bool service = entry.service.known.Contains(packet.protocol, packet.port);
  const bool protocol = !entry.service.known.ports(packet.protocol).Empty();
  const bool remote = entry.remote.known.Contains(packet.remote);
  if (service && remote) return message::Text{"would match"_msg, {}};
  if (!service && !entry.service.unknown.empty() && remote) {
    return MayMatch(list.unknowns()[entry.service.unknown.front()]);
  }
  if (service) {
    for (const auto& unknown : entry.remote.unknown) {
      if (unknown.possible.Contains(packet.remote)) return MayMatch(list.unknowns()[unknown.id]);
    }
    return message::Text{"remote differs"_msg, {}};
  }
  if (remote) {
    return message::Text{protocol ? "port differs"_msg : "protocol differs"_msg, {}};
  }
  return std::nullopt;
}

std::vector<std::string> RuleCells(const secgroup::Rule& rule, std::size_t index,
                                   Language language) {
  std::string position = std::to_string(index);
  if (rule.text.policy_index && *rule.text.policy_index != static_cast<std::int64_t>(index)) {
    position += " (" + std::to_string(*rule.text.policy_index) + ")";
  }
  return {position, std::string(secgroup::ToString(rule.action)),
          rule.text.protocol.empty() ? "ALL" : rule.text.protocol, rule.text.port,
          rule.text.remote.empty() ? Render("(none named)"_msg, {}, language) : rule.text.remote};
}

class GroupWalk {
 public:
  GroupWalk(const cluster::Facts& facts, const RuleList& list, const secgroup::Packet& packet,
            const secgroup::Decision& decision, const Paint& paint, Language language)
      : facts_(facts),
        list_(list),
        packet_(packet),
        decision_(decision),
        paint_(paint),
        language_(language) {}

  std::string Text(std::size_t group) const {
    const secgroup::GroupId& id = list_.groups()[group];
    const secgroup::SecurityGroup* known = facts_.inventory.FindGroup(id);
    std::string heading = "  " + paint_(Color::kBold, id);
    if (known != nullptr && !known->name.empty()) heading += "  " + known->name;
    const bool is_known = known != nullptr && known->rules;
    heading += "  " + Render(IsBehindDecision(group) ? "{position} of {count}, not reached"_msg
                             : is_known              ? "{position} of {count}"_msg
                                                     : "{position} of {count}, rules not known"_msg,
                             {{"position", std::to_string(group + 1)},
                              {"count", std::to_string(list_.groups().size())}},
                             language_);
    return heading + '\n' + (is_known ? Rules(group, *known) : "");
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
      std::vector<std::string> cells = RuleCells(rule, entry.index, language_);
      cells.insert(cells.begin(), decides ? paint_(Color::kBold, "->") : "  ");
      if (decides && decision_.verdict != Verdict::kUnknown) {
        cells.push_back(paint_(Color::kBold, Render("decides"_msg, {}, language_)));
      } else {
        cells.push_back(paint_(Color::kDim, Render(relation.value_or(message::Text{"may match"_msg, {}}), language_)));
      }
      table.AddRow(std::move(cells));
    }
    std::string text = table.ToString();
    if (left_out > 0) {
      text += "      " +
              Render(Counted(left_out, "{count} more rule differs in one respect"_msg,
                             "{count} more rules differ in one respect"_msg),
                     language_) +
              '\n';
    }
    return text;
  }

  const cluster::Facts& facts_;
  const RuleList& list_;
  const secgroup::Packet& packet_;
  const secgroup::Decision& decision_;
  const Paint& paint_;
  const Language language_;
};

}  // namespace

std::string ExplanationText(const cluster::Facts& facts, const policy::NamedLists::Named& named,
                            const RuleList& list, const DirectedPacket& packet, const Paint& paint,
                            Language language) {
  const secgroup::Decision decision = secgroup::Explain(list, packet.packet);
  std::string host = Render("what these groups guard"_msg, {}, language);
  if (named.instance != nullptr) host = NameOf(*named.instance);
  std::string text =
      VerdictWord(decision.verdict, paint) + "  " +
      Render(DescribePacket(packet.direction, packet.packet, host), language) + "\n\n";
  const GroupWalk walk(facts, list, packet.packet, decision, paint, language);
  for (std::size_t group = 0; group < list.groups().size(); ++group) text += walk.Text(group);
  if (decision.verdict == Verdict::kUnknown) {
    text += '\n' +
            Render("Unknown because {why}."_msg, {{"why", policy::WhyUnknown(list, decision)}},
                   language) +
            '\n';
  } else if (!decision.entry) {
    text += '\n' +
            Render("No rule matched; what no rule matches is dropped."_msg, {}, language) + '\n';
  }
  return text;
}

}  // namespace portcullis::report
