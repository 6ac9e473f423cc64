#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "policy/evaluator.h"
#include "policy/wording.h"
#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

Evaluation Evaluate(const std::string& facts, std::vector<cluster::Node> nodes = {}) {
  const Settings settings;
  const auto view = ViewOf(facts, std::move(nodes), settings.expectations);
  return Evaluator(settings, view.get(), Evaluator::Facts::kKnown, {}).OfFacts();
}

std::vector<Finding> FindingsOf(const std::string& check, const Evaluation& evaluation) {
  std::vector<Finding> findings;
  for (const Finding& finding : evaluation.findings) {
    if (finding.check == check) findings.push_back(finding);
  }
  return findings;
}

// A document with one group "sg-a" of these ingress rules.
std::string GroupOf(const std::vector<std::string>& rules, const std::string& rest = "") {
  std::string text =
      "securityGroups:\n- SecurityGroupId: sg-a\n  SecurityGroupPolicySet:\n    Ingress:\n";
  for (const std::string& rule : rules) text += "    - {" + rule + "}\n";
  return text + rest;
}

TEST_CASE("a group's finding counts the nodes of all lists that contain the group, once") {
  const auto found = FindingsOf(
      "rule-redundant",
      Evaluate(GroupOf({"Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: DROP"},
                       "- {SecurityGroupId: sg-b, SecurityGroupPolicySet: {}}\n"
                       "instances:\n"
                       "- {InstanceId: ins-1, nodeName: node-2, SecurityGroupIds: [sg-a, sg-b]}\n"
                       "- {InstanceId: ins-2, nodeName: node-1, SecurityGroupIds: [sg-a]}\n"
                       "- {InstanceId: ins-3, nodeName: node-3, SecurityGroupIds: [sg-b, sg-a], "
                       "role: MASTER}\n"
                       "- {InstanceId: ins-4, nodeName: node-4, SecurityGroupIds: [sg-b]}\n")));
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].nodes.has_value());
  CHECK(found[0].nodes->count == 3);
  CHECK(Join(found[0].nodes->names) == "node-1 node-2 node-3");
  CHECK(found[0].action == Action::kAudit);
}

TEST_CASE("what makes findings about rules the same") {
  struct Case {
    std::string name;
    std::string rule;
    bool is_same;
  };
  const std::string first = "Protocol: TCP, Port: 22, CidrBlock: 192.0.2.0/24, Action: DROP";
  const Case cases[] = {
      {"another spelling", "Protocol: tcp, Port: 22, CidrBlock: 192.0.2.9/24, Action: DROP", true},
      {"another description",
       "Protocol: TCP, Port: 22, CidrBlock: 192.0.2.0/24, Action: DROP, PolicyDescription: x", true},
      {"another port", "Protocol: TCP, Port: 23, CidrBlock: 192.0.2.0/24, Action: DROP", false},
      {"another protocol", "Protocol: UDP, Port: 22, CidrBlock: 192.0.2.0/24, Action: DROP", false},
      {"another remote", "Protocol: TCP, Port: 22, CidrBlock: 192.0.3.0/24, Action: DROP", false},
      {"a template", "Protocol: TCP, Port: 22, AddressTemplate: {AddressId: ipm-1}, Action: DROP",
       false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      // A rule ahead of both shadows them.
      const auto found = FindingsOf(
          "rule-shadowed",
          Evaluate(GroupOf({"Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: DROP",
                            "Protocol: ALL, Ipv6CidrBlock: \"::/0\", Action: DROP", first, c.rule})));
      CHECK(found.size() == (c.is_same ? 1 : 2));
    }
  }
}

TEST_CASE("the identity of a finding about a rule") {
  const auto found = FindingsOf(
      "rule-unresolved",
      Evaluate(GroupOf({"AddressTemplate: {AddressId: ipm-1}, ServiceTemplate: {ServiceId: ppm-1}, "
                        "Action: DROP"})));
  REQUIRE(found.size() == 1);
  std::string identity = found[0].Identity();
  for (char& c : identity) c = c == '\x1f' ? '|' : c;
  CHECK(identity == "rule-unresolved|SecurityGroup||sg-a|||ingress||||ipm-1|ppm-1|");
}

TEST_CASE("findings about rules come in the order of the list") {
  const auto found = FindingsOf(
      "rule-unresolved", Evaluate(GroupOf({"Protocol: UDP, Port: 9, Action: DROP",
                                           "Protocol: TCP, Port: 22, Action: DROP",
                                           "Protocol: TCP, Port: 3, Action: DROP"})));
  std::vector<std::string> places;
  for (const Finding& finding : found) places.push_back(std::to_string(*finding.decided_by->index));
  CHECK(Join(places) == "0 1 2");
}

TEST_CASE("at most three rules are named") {
  std::vector<std::string> rules;
  for (const char* block : {"0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"}) {
    rules.push_back("Protocol: ALL, CidrBlock: " + std::string(block) + ", Action: DROP");
  }
  rules.push_back("Protocol: TCP, Port: 22, CidrBlock: 0.0.0.0/0, Action: ACCEPT");
  const auto found = FindingsOf("rule-shadowed", Evaluate(GroupOf(rules)));
  REQUIRE(found.size() == 1);
  CHECK(found[0].severity == Severity::kMedium);
  CHECK(MessageOf(found[0], message::Language::kEnglish) ==
        "ingress 4 decides a packet on no instance known here: what it matches is taken first by "
        "sg-a ingress 0, sg-a ingress 1, sg-a ingress 2 and 1 more, with the opposite action");
}

TEST_CASE("the quota counts what rules expand to") {
  struct Case {
    std::string name;
    std::vector<std::string> rules;
    std::string want;  // of a limit of 10 expanded rules; empty: no finding
  };
  const std::string eight = "AddressTemplate: {AddressId: ipm-8}";
  const Case cases[] = {
      {"the members of a template", {"Protocol: ALL, " + eight + ", Action: DROP"}, ""},
      {"and one more", {"Protocol: ALL, " + eight + ", Action: DROP", "Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: DROP"}, "9 of 10"},
      {"times the ports", {"Protocol: TCP, Port: \"80,443\", " + eight + ", Action: DROP"}, "16 of 10"},
      {"of a service template",
       {"ServiceTemplate: {ServiceId: ppm-3}, " + eight + ", Action: DROP"},
       "24 of 10"},
      {"of template groups",
       {"ServiceTemplate: {ServiceGroupId: ppmg-4}, AddressTemplate: {AddressGroupId: ipmg-9}, Action: DROP"},
       "36 of 10"},
      {"what is not in the facts is one",
       {"ServiceTemplate: {ServiceId: ppm-x}, AddressTemplate: {AddressGroupId: ipmg-x}, Action: DROP"},
       ""},
      {"a group is one", {"Protocol: ALL, SecurityGroupId: sg-x, Action: DROP"}, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto found = FindingsOf(
          "group-quota-near",
          Evaluate(GroupOf(
              c.rules,
              "securityGroupLimits: {SecurityGroupExtendedPolicyLimit: 10}\n"
              "addressTemplates:\n- {AddressTemplateId: ipm-8, AddressSet: [10.0.0.0/8, 10.1.0.0/16, "
              "10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5, 10.0.0.6]}\n"
              "addressTemplateGroups:\n- {AddressTemplateGroupId: ipmg-9, AddressTemplateIdSet: "
              "[ipm-8, ipm-x]}\n"
              "serviceTemplates:\n- {ServiceTemplateId: ppm-3, ServiceSet: [\"tcp:80,81\", icmp]}\n"
              "serviceTemplateGroups:\n- {ServiceTemplateGroupId: ppmg-4, ServiceTemplateIdSet: "
              "[ppm-3, ppm-x]}\n")));
      const std::string said =
          found.empty() ? "" : MessageOf(found[0], message::Language::kEnglish);
      CHECK(said.substr(0, said.find(" expanded")) == c.want);
    }
  }
}

TEST_CASE("an instance that answers to a Node is not foreign") {
  const std::string facts = GroupOf({}, "instancesComplete: true\ninstances:\n"
                                        "- {InstanceId: ins-1, SecurityGroupIds: [sg-a]}\n"
                                        "- {InstanceId: ins-2, SecurityGroupIds: [sg-a]}\n");
  const Evaluation with_one = Evaluate(facts, {NodeOf("node-1", "ins-1")});
  const auto found = FindingsOf("foreign-instance-in-group", with_one);
  REQUIRE(found.size() == 1);
  CHECK(MessageOf(found[0], message::Language::kEnglish) ==
        "bound to 1 instance outside the cluster: ins-2");
  CHECK(FindingsOf("foreign-instance-in-group",
                   Evaluate(facts, {NodeOf("node-1", "ins-1"), NodeOf("node-2", "ins-2")}))
            .empty());
}

}  // namespace
}  // namespace portcullis::policy
