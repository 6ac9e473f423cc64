#include <algorithm>
#include <set>

#include "policy/wording.h"
#include "report/names.h"
#include "report/plan_commands.h"
#include "report/plan_report.h"
#include "report/table.h"

namespace portcullis::report {
namespace {

using message::Language;
using plan::Change;
using plan::Plan;

// A change names at most this many findings.
constexpr std::size_t kMaxFixes = 5;

std::string Said(message::Sentence sentence, Language language) {
  return Render(sentence, {}, language);
}

// "nodeport-not-admitted  Service shop/web: TCP 30080 from anywhere dropped on 12/14 nodes"
std::string FindingLine(const policy::Finding& finding, Language language) {
  return std::string(finding.check) + "  " + NameOf(finding.object) + ": " +
         policy::MessageOf(finding, language);
}

class PlanPage {
 public:
  PlanPage(const Plan& plan, const Paint& paint, Language language)
      : plan_(plan), paint_(paint), language_(language) {}

  std::string ChangeText(const Change& change) const {
    const bool is_insert = change.op == plan::Step::Op::kInsert;
    std::string text =
        paint_(Color::kBold, change.group + ' ' + std::string(ToString(change.direction)) + ' ' +
                                 std::to_string(change.index));
    const std::string& name = plan_.facts->inventory.FindGroup(change.group)->name;
    if (!name.empty()) text += "  " + name;
    text += '\n';
    text += "  " + paint_(is_insert ? Color::kGreen : Color::kRed,
                          (is_insert ? "+ " : "- ") + Describe(change.rule, change.direction));
    text += '\n';
    Table details("  ");
    if (is_insert) {
      const bool is_last = change.in_front_of.empty();
      details.AddRow(
          {Said("place"_msg, language_),
           is_last ? Said("at the end"_msg, language_)
                   : Render("in front of {rule}"_msg, {{"rule", change.in_front_of}}, language_)});
    } else {
      details.AddRow(
          {Said("why"_msg, language_),
           Said("it moves forward, and the cloud refuses to hold a rule twice; until the next "
                "change is made, the group does without it"_msg,
                language_)});
    }
    for (std::size_t i = 0; is_insert && i < change.fixes.size() && i < kMaxFixes; ++i) {
      details.AddRow(
          {i == 0 ? Said("repairs"_msg, language_) : "", FindingLine(change.fixes[i], language_)});
    }
    if (is_insert && change.fixes.size() > kMaxFixes) {
      details.AddRow(
          {"", Render("and {count} more"_msg,
                      {{"count", std::to_string(change.fixes.size() - kMaxFixes)}}, language_)});
    }
    return text + details.ToString() + '\n';
  }

  std::string UnrepairedText(const plan::Unrepaired& unrepaired) const {
    std::string text = paint_(Color::kYellow, Said("not repaired"_msg, language_)) + "  " +
                       FindingLine(unrepaired.finding, language_) + '\n';
    Table details("  ");
    details.AddRow({Said("why"_msg, language_), Render(unrepaired.reason, language_)});
    return text + details.ToString() + '\n';
  }

  // What the engine says of the changes: what they repair, and what else they do.
  std::string Proof() const {
    std::set<std::string> repaired;
    for (const Change& change : plan_.changes) {
      for (const policy::Finding& finding : change.fixes) repaired.insert(finding.Identity());
    }
    std::set<std::string> instances;
    for (const policy::ListDifference& list : plan_.changed) {
      for (const cluster::Instance* instance : list.instances) instances.insert(instance->id);
    }
    return Render(Counted(repaired.size(), "{count} finding is repaired; no other appears."_msg,
                          "{count} findings are repaired; no other appears."_msg),
                  language_) +
           '\n' +
           Render(Counted(instances.size(),
                          "Nothing else changes: each packet with another verdict, on {count} "
                          "instance, is one that had to be admitted."_msg,
                          "Nothing else changes: each packet with another verdict, on {count} "
                          "instances, is one that had to be admitted."_msg),
                  language_) +
           '\n';
  }

  std::string Commands() const {
    std::string text;
    for (const std::string& command : TccliCommands(plan_)) text += command + '\n';
    const bool is_guarded =
        std::all_of(plan_.changes.begin(), plan_.changes.end(),
                    [](const Change& change) { return change.version.has_value(); });
    if (!is_guarded) {
      text +=
          '\n' +
          Said(
              "The facts lack the version of a group: the cloud will not notice if its rules have "
              "changed since."_msg,
              language_) +
          '\n';
    }
    return text;
  }

 private:
  const Plan& plan_;
  const Paint& paint_;
  Language language_;
};

}  // namespace

std::string PlanText(const Plan& plan, const Paint& paint, Language language) {
  const PlanPage page(plan, paint, language);
  std::string text;
  for (const Change& change : plan.changes) text += page.ChangeText(change);
  for (const plan::Unrepaired& unrepaired : plan.unrepaired)
    text += page.UnrepairedText(unrepaired);
  if (plan.changes.empty()) {
    if (plan.unrepaired.empty()) text += Said("Nothing to repair."_msg, language) + '\n';
  } else {
    text += page.Proof() + '\n' + page.Commands();
  }
  const std::size_t left = plan.after.not_evaluated.size();
  if (left > 0) {
    text += (plan.changes.empty() ? "" : "\n") +
            Render(Counted(left, "{count} judgement could not be made."_msg,
                           "{count} judgements could not be made."_msg),
                   language) +
            '\n';
  }
  return text;
}

}  // namespace portcullis::report
