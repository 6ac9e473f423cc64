#include <vector>

#include "message/text.h"
#include "policy/wording.h"
#include "report/facts_difference.h"
#include "report/names.h"
#include "report/packet_rows.h"
#include "report/packet_text.h"
#include "report/table.h"
#include "secgroup/decision.h"

namespace portcullis::report {
namespace {

using message::Language;
using policy::ClusterView;
using policy::ListDifference;
using secgroup::Verdict;
using secgroup::VerdictChange;

constexpr std::size_t kMaxInstances = 3;
// A change of a list shows at most this many rows.
constexpr std::size_t kMaxRows = 12;

std::string Said(message::Sentence sentence, Language language) {
  return Render(sentence, {}, language);
}

// What a list decides of a packet, and which rule.
std::string DecisionText(const ClusterView& view, const secgroup::RuleList& rules,
                         const secgroup::Packet& packet, Language language) {
  const secgroup::Decision decision = secgroup::Explain(rules, packet);
  if (decision.verdict == Verdict::kUnknown) {
    return Render("unknown because {why}"_msg, {{"why", policy::WhyUnknown(rules, decision)}},
                  language);
  }
  if (!decision.entry) return Said("no rule; what no rule matches is dropped"_msg, language);
  const auto rule = view.Locate(rules, decision);
  return NameOf(*rule) + "   " + rule->text;
}

class ListText {
 public:
  ListText(const ListDifference& list, const ClusterView& before, const ClusterView& after,
           std::size_t columns, const Paint& paint, Language language)
      : list_(list),
        before_(before),
        after_(after),
        rules_before_(
            secgroup::RuleList::Make(before.facts().inventory, list.groups_before, list.direction)),
        rules_after_(
            secgroup::RuleList::Make(after.facts().inventory, list.groups_after, list.direction)),
        columns_(columns),
        paint_(paint),
        language_(language) {}

  std::string Text() const {
    std::string text = Heading();
    for (const VerdictChange& change : list_.changes) text += ChangeText(change);
    return text;
  }

 private:
  std::string Heading() const {
    const bool is_ingress = list_.direction == secgroup::Direction::kIngress;
    std::string text = paint_(Color::kBold, is_ingress ? "INGRESS" : "EGRESS");
    if (!list_.instances.empty()) {
      std::vector<std::string> names;
      for (const cluster::Instance* instance : list_.instances) {
        if (names.size() == kMaxInstances) break;
        names.push_back(NameOf(*instance));
      }
      text += "  " + JoinedOf(list_.instances.size(), names, language_);
    }
    const std::string groups_before = GroupsText(list_.groups_before, language_);
    const std::string groups_after = GroupsText(list_.groups_after, language_);
    text += "   ";
    if (groups_before == groups_after) {
      text += Render("groups {groups}"_msg, {{"groups", groups_after}}, language_);
    } else {
      text += Render("groups {before}, now {after}"_msg,
                     {{"before", groups_before}, {"after", groups_after}}, language_);
    }
    return text + '\n';
  }

  // The sign of a change, and what it says that the sign does not.
  std::pair<std::string, message::Sentence> Sign(const VerdictChange& change) const {
    if (change.alike) return {paint_(Color::kDim, "?"), "could not be told before either"_msg};
    if (change.before == Verdict::kUnknown && change.after == Verdict::kUnknown) {
      return {paint_(Color::kYellow, "?"), "cannot be told for another reason"_msg};
    }
    if (change.before == Verdict::kUnknown) {
      return {paint_(Color::kYellow, "?"), change.after == Verdict::kAccept
                                               ? "can be told now: accepted"_msg
                                               : "can be told now: dropped"_msg};
    }
    if (change.after == Verdict::kUnknown) {
      return {paint_(Color::kYellow, "?"), change.before == Verdict::kAccept
                                               ? "can no longer be told, was accepted"_msg
                                               : "can no longer be told, was dropped"_msg};
    }
    if (change.after == Verdict::kAccept) return {paint_(Color::kRed, "+"), "newly accepted"_msg};
    return {paint_(Color::kRed, "-"), "no longer accepted"_msg};
  }

  std::string ChangeText(const VerdictChange& change) const {
    const auto [sign, what] = Sign(change);
    std::string text = sign + "  " + Said(what, language_) + '\n';
    const std::vector<PacketRow> rows = RowsOf(change.packets);
    for (std::size_t i = 0; i < rows.size() && i < kMaxRows; ++i) text += RowText(rows[i], change);
    if (rows.size() > kMaxRows) {
      text +=
          "   " +
          Render(Counted(rows.size() - kMaxRows, "and {count} more such set; -o json has it"_msg,
                         "and {count} more such sets; -o json has them"_msg),
                 language_) +
          '\n';
    }
    return text;
  }

  std::string RowText(const PacketRow& row, const VerdictChange& change) const {
    constexpr std::string_view kIndent = "   ";
    constexpr std::string_view kDetailIndent = "     ";
    Table packets{std::string(kIndent)};
    AddRow(row, {}, columns_ - kIndent.size(), language_, packets);
    const secgroup::Packet packet = row.Witness();
    Table details{std::string(kDetailIndent)};
    details.AddRow({Said("packet"_msg, language_),
                    Render(DescribePacket(list_.direction, packet, ""), language_)});
    const std::string after = DecisionText(after_, rules_after_, packet, language_);
    if (change.alike) {
      details.AddRow({Said("both"_msg, language_), after});
    } else {
      details.AddRow(
          {Said("before"_msg, language_), DecisionText(before_, rules_before_, packet, language_)});
      details.AddRow({Said("after"_msg, language_), after});
    }
    return packets.ToString() + details.ToString();
  }

  const ListDifference& list_;
  const ClusterView& before_;
  const ClusterView& after_;
  const secgroup::RuleList rules_before_;
  const secgroup::RuleList rules_after_;
  const std::size_t columns_;
  const Paint& paint_;
  const Language language_;
};

}  // namespace

std::string FactsDifferenceText(const policy::FactsDifference& difference,
                                const ClusterView& before, const ClusterView& after,
                                std::size_t columns, const Paint& paint, Language language) {
  std::string text;
  const auto begin_paragraph = [&text] { text += text.empty() ? "" : "\n"; };
  for (const ListDifference& list : difference.lists) {
    begin_paragraph();
    text += ListText(list, before, after, columns, paint, language).Text();
  }
  if (!difference.instances_added.empty() || !difference.instances_removed.empty()) {
    begin_paragraph();
  }
  for (const std::string& id : difference.instances_added) {
    text += "+  " + Render("instance {id} is new"_msg, {{"id", id}}, language) + '\n';
  }
  for (const std::string& id : difference.instances_removed) {
    text += "-  " + Render("instance {id} is gone"_msg, {{"id", id}}, language) + '\n';
  }
  return text;
}

}  // namespace portcullis::report
