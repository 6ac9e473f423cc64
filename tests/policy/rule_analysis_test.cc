#include "policy/rule_analysis.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

// sg-a accepts TCP 22 from 10.0.0.0/8 and drops the rest; sg-b accepts TCP 22-23 from anywhere; sg-c is
// listed without rules; sg-d accepts everything.
constexpr const char* kGroups =
    "securityGroups:\n"
    "- SecurityGroupId: sg-a\n"
    "  SecurityGroupPolicySet:\n"
    "    Ingress:\n"
    "    - {Protocol: TCP, Port: 22, CidrBlock: 10.0.0.0/8, Action: ACCEPT}\n"
    "    - {Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: DROP}\n"
    "- SecurityGroupId: sg-b\n"
    "  SecurityGroupPolicySet:\n"
    "    Ingress:\n"
    "    - {Protocol: TCP, Port: 22-23, CidrBlock: 0.0.0.0/0, Action: ACCEPT}\n"
    "- SecurityGroupId: sg-c\n"
    "- SecurityGroupId: sg-d\n"
    "  SecurityGroupPolicySet:\n"
    "    Ingress:\n"
    "    - {Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: ACCEPT}\n";

std::string ToText(const RuleAnalysis::Usage& usage) {
  std::string text = usage.use == secgroup::RuleUse::kNeeded      ? "needed"
                     : usage.use == secgroup::RuleUse::kRedundant ? "redundant"
                                                                  : "shadowed";
  for (const RuleAnalysis::Other& other : usage.others) {
    text += ' ' + other.group->id + '/' + std::to_string(other.index);
  }
  return usage.dropped_by_default ? text + " default" : text;
}

// The ingress rules of a group, between commas.
std::string UsageOf(const std::string& group, const std::string& lists) {
  const auto facts = FactsOf(kGroups + lists);
  const RuleAnalysis analysis(*facts);
  std::vector<std::string> texts;
  const secgroup::SecurityGroup& of_group = *facts->inventory.FindGroup(group);
  for (const auto& usage : analysis.Of(of_group, secgroup::Direction::kIngress)) {
    texts.push_back(ToText(usage));
  }
  return Join(texts, ", ");
}

TEST_CASE("what a rule is for, over every list that contains its group") {
  struct Case {
    std::string name;
    std::string lists;
    std::string want_a;
    std::string want_b;
  };
  const Case cases[] = {
      {"no list", "", "needed, redundant default", "needed"},
      {"one list", "instances:\n- {InstanceId: i-1, SecurityGroupIds: [sg-a, sg-b]}\n",
       "needed, needed", "shadowed sg-a/0 sg-a/1"},
      {"needed in one of two",
       "instances:\n- {InstanceId: i-1, SecurityGroupIds: [sg-a, sg-b]}\n"
       "- {InstanceId: i-2, SecurityGroupIds: [sg-b]}\n",
       "needed, needed", "needed"},
      {"shadowed in one, redundant in the other",
       "instances:\n- {InstanceId: i-1, SecurityGroupIds: [sg-d, sg-b]}\n"
       "- {InstanceId: i-2, SecurityGroupIds: [sg-b, sg-d]}\n",
       "needed, redundant default", "redundant sg-d/0"},
      {"shadowed in two, by others",
       "instances:\n- {InstanceId: i-1, SecurityGroupIds: [sg-d, sg-b]}\n"
       "- {InstanceId: i-2, SecurityGroupIds: [sg-a, sg-b]}\n",
       "needed, needed", "shadowed sg-a/0 sg-a/1 sg-d/0"},
      {"by an interface alone",
       "networkInterfaces:\n- {NetworkInterfaceId: eni-1, GroupSet: [sg-b, sg-a]}\n",
       "shadowed sg-b/0, redundant default", "needed"},
      {"ahead of a group without known rules",
       "instances:\n- {InstanceId: i-1, SecurityGroupIds: [sg-a, sg-c]}\n", "needed, needed",
       "needed"},
      {"a group twice in a list",
       "instances:\n- {InstanceId: i-1, SecurityGroupIds: [sg-a, sg-a]}\n",
       "needed, redundant default", "needed"},
      {"no groups", "instances:\n- {InstanceId: i-1, SecurityGroupIds: []}\n- {InstanceId: i-2}\n",
       "needed, redundant default", "needed"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(UsageOf("sg-a", c.lists) == c.want_a);
      CHECK(UsageOf("sg-b", c.lists) == c.want_b);
    }
  }
}

}  // namespace
}  // namespace portcullis::policy
