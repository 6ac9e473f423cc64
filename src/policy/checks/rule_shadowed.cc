#include <utility>

#include "policy/checks/checks.h"
#include "policy/checks/rule_finding.h"

namespace portcullis::policy {
namespace {

using secgroup::Direction;

// About a rule whose packets go to other rules, with the same action or, some of them, the opposite.
Finding::Sentences Say(bool contradicts, bool instances_complete) {
  if (contradicts) {
    return {instances_complete ? "{rule} decides no packet: what it matches is taken first by {rules}, "
                                 "with the opposite action"_msg
                               : "{rule} decides a packet on no instance known here: what it matches "
                                 "is taken first by {rules}, with the opposite action"_msg,
            "move or delete it"_msg,
            "move it ahead of {rules} if its packets should get {action}; else delete it"_msg};
  }
  return {instances_complete ? "{rule} decides no packet: what it matches is taken first by {rules}, "
                               "with the same action"_msg
                             : "{rule} decides a packet on no instance known here: what it matches is "
                               "taken first by {rules}, with the same action"_msg,
          "delete it"_msg,
          instances_complete ? "delete it; no verdict changes"_msg
                             : "delete it, if no instance has the group in another list"_msg};
}

}  // namespace

void FindRuleShadowed(const GroupInput& input, Evaluation& evaluation) {
  const bool instances_complete = input.view.facts().inventory.instances_complete;
  ForEachRule(input, secgroup::RuleUse::kShadowed,
              [&](Direction direction, std::size_t index, const RuleAnalysis::Usage& usage) {
    const secgroup::RuleAction action = input.group.rules->of(direction)[index].action;
    std::vector<RuleAnalysis::Other> opposite;
    for (const RuleAnalysis::Other& other : usage.others) {
      if (other.action(direction) != action) opposite.push_back(other);
    }
    Finding finding = MakeRuleFinding(input, direction, index);
    finding.severity = opposite.empty() ? Severity::kInfo : Severity::kMedium;
    if (usage.others.empty()) {
      finding.say = {"{rule} matches no packet"_msg, "delete it"_msg,
                     "correct its protocol or remote, or delete it"_msg};
    } else {
      finding.say = Say(!opposite.empty(), instances_complete);
      finding.places.push_back(
          {"rules", DescribeRules(opposite.empty() ? usage.others : opposite, direction)});
      finding.places.push_back({"action", std::string(secgroup::ToString(action))});
    }
    evaluation.findings.push_back(std::move(finding));
  });
}

}  // namespace portcullis::policy
