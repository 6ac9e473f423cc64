#include <utility>

#include "policy/checks/checks.h"
#include "policy/checks/rule_finding.h"

namespace portcullis::policy {
namespace {

using secgroup::Direction;

message::Sentence Message(const RuleAnalysis::Usage& usage, bool instances_complete) {
  if (usage.others.empty()) {
    return instances_complete
               ? "without {rule} no verdict changes: what it drops no other rule matches"_msg
               : "without {rule} a verdict changes on no instance known here: what it drops no other "
                 "rule matches"_msg;
  }
  if (usage.dropped_by_default) {
    return instances_complete
               ? "without {rule} no verdict changes: what it drops goes to {rules}, with the same "
                 "action, or no other rule matches it"_msg
               : "without {rule} a verdict changes on no instance known here: what it drops goes to "
                 "{rules}, with the same action, or no other rule matches it"_msg;
  }
  return instances_complete ? "without {rule} no verdict changes: what it decides goes to {rules}, with "
                              "the same action"_msg
                            : "without {rule} a verdict changes on no instance known here: what it "
                              "decides goes to {rules}, with the same action"_msg;
}

}  // namespace

void FindRuleRedundant(const GroupInput& input, Evaluation& evaluation) {
  const bool instances_complete = input.view.facts().inventory.instances_complete;
  ForEachRule(input, secgroup::RuleUse::kRedundant,
              [&](Direction direction, std::size_t index, const RuleAnalysis::Usage& usage) {
    Finding finding = MakeRuleFinding(input, direction, index);
    finding.severity = Severity::kInfo;
    finding.say = {Message(usage, instances_complete), "delete it"_msg,
                   "delete it, or keep it for those who read the list"_msg};
    if (!usage.others.empty()) {
      finding.places.push_back({"rules", DescribeRules(usage.others, direction)});
    }
    evaluation.findings.push_back(std::move(finding));
  });
}

}  // namespace portcullis::policy
