#include "policy/port_question.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

using secgroup::AddressSet;
using secgroup::Partition;

// Two nodes, each with a list of its own, whose TCP rules are given.
std::string FactsWith(const std::string& rules_a, const std::string& rules_b) {
  std::string text = "securityGroups:\n";
  for (const auto& [id, rules] : {std::pair{"sg-a", rules_a}, std::pair{"sg-b", rules_b}}) {
    text += std::string("- SecurityGroupId: ") + id + "\n  SecurityGroupPolicySet:\n    Ingress:\n";
    text += rules.empty() ? "" : rules;
    text += "    Egress: []\n";
  }
  return text +
         "instances:\n"
         "- {InstanceId: ins-1, SecurityGroupIds: [sg-a], nodeName: node-1}\n"
         "- {InstanceId: ins-2, SecurityGroupIds: [sg-b], nodeName: node-2}\n"
         "- {InstanceId: ins-3, SecurityGroupIds: [sg-b], nodeName: node-3}\n";
}

std::string Accept(const std::string& port, const std::string& block = "0.0.0.0/0") {
  return "    - {Protocol: TCP, Port: \"" + port + "\", CidrBlock: " + block +
         ", Action: ACCEPT}\n";
}

std::string AcceptUnknown(const std::string& port) {
  return "    - {Protocol: TCP, Port: \"" + port +
         "\", AddressTemplate: {AddressId: ipm-x}, Action: ACCEPT}\n";
}

struct Question {
  std::string certain = "0.0.0.0/0";
  std::string perhaps;  // empty: `certain`
};

// "pass"; "fail sg-b 2/3 node-2 node-3 30080 from 1.0.0.1 on node-2"; "reason: why".
std::string AskWhoIsDropped(const std::string& facts, std::optional<std::uint16_t> number,
                            const Question& question = {}) {
  const auto view = ViewOf(facts);
  cluster::Service service;
  service.type = cluster::ServiceType::kNodePort;
  const Backends backends = Backends::Of(service, *view);
  REQUIRE(backends.problem().empty());
  const NodePort port{
      cluster::ServiceProtocol::kTcp, number, NodePort::Purpose::kTraffic, 80, 0, {}};
  const AddressSet certain = AddressesOf({question.certain});
  const AddressSet perhaps = question.perhaps.empty() ? certain : AddressesOf({question.perhaps});
  const PortAnswer answer =
      Ask({&Partition::dropped, certain, perhaps}, port, backends, *view, {30000, 30003});
  switch (answer.outcome) {
    case Outcome::kPass:
      return "pass";
    case Outcome::kNotEvaluated:
      return std::string(ToString(answer.reason)) + ": " +
             Render(answer.why_not_evaluated, message::Language::kEnglish);
    case Outcome::kFail:
      break;
  }
  return "fail " + Join(answer.groups, ",") + " " + std::to_string(answer.nodes.count) + "/" +
         std::to_string(answer.nodes.of) + " " + Join(answer.nodes.names) + " " +
         std::to_string(answer.witness->packet.port) + " from " +
         answer.witness->packet.remote.ToString() + " on " + answer.witness->node;
}

TEST_CASE("a port that is not allocated stands for every port of the range") {
  const std::string depends = "not-allocated: it depends on the port that will be allocated";
  struct Case {
    std::string name;
    std::string rules_a;
    std::string rules_b;
    std::string want;
  };
  const Case cases[] = {
      {"passes for each", Accept("30000-30003"), Accept("30000-30003"), "pass"},
      {"passes for each, more than the range", Accept("ALL"), Accept("1-65535"), "pass"},
      {"fails for each", "", "", "fail sg-a 3/3 node-1 node-2 node-3 30000 from 1.0.0.1 on node-1"},
      {"fails for each on some nodes", Accept("ALL"), "",
       "fail sg-b 2/3 node-2 node-3 30000 from 1.0.0.1 on node-2"},
      {"fails for each, in halves on different nodes", Accept("30000-30001"), Accept("30002-30003"),
       "fail sg-b 2/3 node-2 node-3 30000 from 1.0.0.1 on node-2"},
      {"fails for each from some addresses", Accept("ALL", "128.0.0.0/1"), Accept("ALL"),
       "fail sg-a 1/3 node-1 30000 from 1.0.0.1 on node-1"},
      {"depends: the last port fails", Accept("30000-30002"), Accept("ALL"), depends},
      {"depends: the first port fails", Accept("30001-30003"), Accept("ALL"), depends},
      {"depends: the last port passes", Accept("30003"), Accept("ALL"), depends},
      {"depends: unknown for one port", Accept("30000-30002") + AcceptUnknown("30003"),
       Accept("ALL"), depends},
      {"depends: fails for all but an unknown one", AcceptUnknown("30003"), Accept("ALL"), depends},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(AskWhoIsDropped(FactsWith(c.rules_a, c.rules_b), std::nullopt) == c.want);
    }
  }
}

TEST_CASE("a port that is allocated") {
  struct Case {
    std::string name;
    std::string rules_a;
    std::string rules_b;
    Question question;
    std::string want;
  };
  const Case cases[] = {
      {"passes", Accept("30001"), Accept("30001"), {}, "pass"},
      {"fails on the first list by group id",
       Accept("30000"),
       Accept("30002"),
       {},
       "fail sg-a 3/3 node-1 node-2 node-3 30001 from 1.0.0.1 on node-1"},
      {"a failure counts more than an unknown",
       AcceptUnknown("30001"),
       "",
       {},
       "fail sg-b 2/3 node-2 node-3 30001 from 1.0.0.1 on node-2"},
      {"unknown",
       AcceptUnknown("30001"),
       Accept("30001"),
       {},
       "unresolved: address template ipm-x is not in the facts"},
      {"perhaps a client, and dropped",
       Accept("30001", "10.0.0.0/8"),
       Accept("30001"),
       {"10.0.0.0/8", "0.0.0.0/0"},
       "unresolved: the Service does not tell yet who its clients are"},
      {"perhaps a client, and admitted",
       Accept("30001"),
       Accept("30001"),
       {"10.0.0.0/8", "0.0.0.0/0"},
       "pass"},
      {"a client, and dropped for certain",
       "",
       Accept("30001"),
       {"10.0.0.0/8", "0.0.0.0/0"},
       "fail sg-a 1/3 node-1 30001 from 10.0.0.0 on node-1"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(AskWhoIsDropped(FactsWith(c.rules_a, c.rules_b), 30001, c.question) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::policy
