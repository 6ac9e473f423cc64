#include "suite/verification.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/suite/suites.h"

namespace portcullis::suite {
namespace {

// Two workers of different lists, a master, and an instance that no groups are given of.
constexpr std::string_view kFacts = R"(
network: {containerCidrs: [172.16.0.0/16], nodeCidrs: [10.0.0.0/16]}
securityGroups:
- SecurityGroupId: sg-a
  SecurityGroupPolicySet:
    Ingress:
    - {Protocol: TCP, Port: "80,443", CidrBlock: 0.0.0.0/0, Action: ACCEPT}
    - {Protocol: TCP, Port: "8080", AddressTemplate: {AddressId: ipm-x}, Action: ACCEPT}
    - {Protocol: ALL, Port: ALL, CidrBlock: 10.0.0.0/16, Action: ACCEPT}
    - {Protocol: ALL, Port: ALL, CidrBlock: 172.16.0.0/16, Action: ACCEPT}
    - {Protocol: ICMPv6, Port: ALL, Ipv6CidrBlock: "::/0", Action: ACCEPT}
    Egress:
    - {Protocol: ALL, Port: ALL, CidrBlock: 0.0.0.0/0, Action: ACCEPT}
- SecurityGroupId: sg-b
  SecurityGroupPolicySet:
    Ingress:
    - {Protocol: TCP, Port: "443", CidrBlock: 0.0.0.0/0, Action: DROP}
    - {Protocol: TCP, Port: "80", CidrBlock: 0.0.0.0/0, Action: ACCEPT}
    Egress: []
- SecurityGroupId: sg-rules-not-known
instances:
- {InstanceId: ins-a, PrivateIpAddresses: [10.0.0.1], SecurityGroupIds: [sg-a], nodeName: node-a}
- {InstanceId: ins-b, PrivateIpAddresses: [10.0.0.2], SecurityGroupIds: [sg-b, sg-a], nodeName: node-b}
- {InstanceId: ins-m, PrivateIpAddresses: [10.0.0.3], SecurityGroupIds: [sg-b], nodeName: node-m, role: MASTER}
- {InstanceId: ins-x, PrivateIpAddresses: [192.168.0.9]}
)";

TEST_CASE("cases") {
  const auto view = policy::ViewOf(std::string(kFacts));
  struct Case {
    std::string name;
    std::string fields;
    std::string want;
  };
  const Case cases[] = {
      {"accepted", "groups: [sg-a], protocols: [tcp], ports: 80, remotes: [ANY], expect: accept",
       "pass"},
      {"accepted, but should be dropped",
       "groups: [sg-a], protocols: [tcp], ports: 80, remotes: [ANY], expect: drop",
       "fail: accept tcp 80 1.0.0.1 on sg-a by sg-a 0"},
      {"one port of several",
       "groups: [sg-a], protocols: [tcp], ports: \"80-81,443\", remotes: [ANY], expect: accept",
       "fail: drop tcp 81 1.0.0.1 on sg-a"},
      {"one remote of several",
       "groups: [sg-a], protocols: [udp], ports: 53, remotes: [10.0.0.0/16, 10.1.0.9], expect: accept",
       "fail: drop udp 53 10.1.0.9 on sg-a"},
      {"remotes without except",
       "groups: [sg-a], protocols: [udp], remotes: [10.0.0.0/15], except: [10.1.0.0/16], expect: accept",
       "pass"},
      {"a word in remotes and in except",
       "groups: [sg-a], protocols: [udp], remotes: [ANY], except: [CLUSTER_CIDR, CONTAINER_CIDR], "
       "expect: drop",
       "pass"},
      {"CLUSTER_CIDR has the nodes' addresses too",
       "groups: [sg-a], protocols: [tcp], ports: 1, remotes: [CLUSTER_CIDR], expect: drop",
       "fail: accept tcp 1 10.0.0.0 on sg-a by sg-a 2"},
      {"ANY is IPv4", "groups: [sg-a], protocols: [icmp, icmpv6], remotes: [ANY], expect: drop",
       "fail: accept icmp 10.0.0.0 on sg-a by sg-a 2"},
      {"IPv6", "groups: [sg-a], protocols: [icmp, icmpv6], remotes: [\"::/0\"], expect: accept",
       "pass"},
      {"all protocols, and every port but 0",
       "groups: [sg-a], remotes: [172.16.0.0/16], expect: accept", "pass"},
      {"port 0 is a port",
       "groups: [sg-b], protocols: [tcp], ports: \"0-79\", remotes: [ANY], expect: accept",
       "fail: drop tcp 0 1.0.0.1 on sg-b"},
      {"sctp is matched by ALL only",
       "groups: [sg-a], protocols: [sctp], remotes: [10.0.0.0/16], expect: accept", "pass"},
      {"gre", "groups: [sg-a], protocols: [gre], remotes: [10.3.0.1], expect: accept",
       "fail: drop gre 10.3.0.1 on sg-a"},
      {"ports are of those protocols that have some",
       "groups: [sg-a], protocols: [tcp, icmp], ports: 80, remotes: [10.0.0.0/16], expect: accept",
       "pass"},
      {"egress", "groups: [sg-a], direction: egress, remotes: [ANY], expect: accept", "pass"},
      {"egress of another", "groups: [sg-b], direction: egress, remotes: [8.8.8.8], expect: accept",
       "fail: drop tcp 1 8.8.8.8 on sg-b"},

      {"unknown", "groups: [sg-a], protocols: [tcp], ports: 8080, remotes: [8.8.8.8], expect: accept",
       "unknown: unknown tcp 8080 8.8.8.8 on sg-a by sg-a 1"},
      {"unknown, also where a drop is expected",
       "groups: [sg-a], protocols: [tcp], ports: 8080, remotes: [8.8.8.8], expect: drop",
       "unknown: unknown tcp 8080 8.8.8.8 on sg-a by sg-a 1"},
      {"unknown as expected",
       "groups: [sg-a], protocols: [tcp], ports: 8080, remotes: [8.8.8.8], expect: unknown", "pass"},
      {"known, but should not be",
       "groups: [sg-a], protocols: [tcp], ports: \"8080,80\", remotes: [8.8.8.8], expect: unknown",
       "fail: accept tcp 80 8.8.8.8 on sg-a by sg-a 0"},
      {"a packet of the opposite verdict outweighs an unknown one before it",
       "groups: [sg-a], protocols: [tcp], ports: \"8080,8081\", remotes: [8.8.8.8], expect: accept",
       "fail: drop tcp 8081 8.8.8.8 on sg-a"},
      {"a group without rules",
       "groups: [sg-b, sg-rules-not-known], protocols: [tcp], ports: 1, remotes: [ANY], expect: drop",
       "unknown: unknown tcp 1 1.0.0.1 on sg-b,sg-rules-not-known by sg-rules-not-known"},
      {"an instance without groups",
       "instance: ins-x, protocols: [tcp], ports: 1, remotes: [ANY], expect: drop",
       "unknown: unknown tcp 1 1.0.0.1 on "},
      {"the order of groups matters",
       "groups: [sg-a, sg-b], protocols: [tcp], ports: 443, remotes: [ANY], expect: accept", "pass"},

      {"an instance", "instance: ins-b, protocols: [tcp], ports: 443, remotes: [ANY], expect: accept",
       "fail: drop tcp 443 1.0.0.1 on sg-b,sg-a by sg-b 0"},
      {"a node", "node: node-a, protocols: [tcp], ports: 443, remotes: [ANY], expect: accept", "pass"},
      {"a node by its address",
       "node: 192.168.0.9, protocols: [tcp], ports: 443, remotes: [ANY], expect: unknown", "pass"},
      {"all workers agree",
       "role: WORKER, protocols: [tcp], ports: 80, remotes: [ANY], expect: accept", "pass"},
      {"the workers' lists in order: the second one fails",
       "role: WORKER, protocols: [tcp], ports: 443, remotes: [ANY], expect: accept",
       "fail: drop tcp 443 1.0.0.1 on sg-b,sg-a by sg-b 0"},
      {"masters are asked apart",
       "role: MASTER, protocols: [udp], remotes: [CLUSTER_CIDR], expect: drop", "pass"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(ResultOf(view, "name: n, " + c.fields) == c.want); }
  }
}

TEST_CASE("an unknown list does not hide one that fails behind it") {
  const auto view = policy::ViewOf(R"(
securityGroups:
- SecurityGroupId: sg-a
- SecurityGroupId: sg-b
  SecurityGroupPolicySet: {Ingress: [], Egress: []}
instances:
- {InstanceId: ins-a, SecurityGroupIds: [sg-a], nodeName: a}
- {InstanceId: ins-c, SecurityGroupIds: [sg-b], nodeName: c}
- {InstanceId: ins-b, SecurityGroupIds: [sg-b], nodeName: b}
)");
  CHECK(ResultOf(view, "name: n, role: WORKER, remotes: [1.2.3.4], expect: accept") ==
        "fail: drop tcp 1 1.2.3.4 on sg-b");
  CHECK(ResultOf(view, "name: n, role: WORKER, remotes: [1.2.3.4], expect: drop") ==
        "unknown: unknown tcp 1 1.2.3.4 on sg-a by sg-a");
}

TEST_CASE("a witness names the first instance of its list") {
  const auto view = policy::ViewOf(std::string(kFacts));
  AskedLists lists(view);
  const auto suites = ReadSuites(
      SuiteOf("name: n, role: WORKER, protocols: [tcp], ports: 443, remotes: [ANY], expect: accept"),
      "suite.yaml", lists);
  const CaseResult result = Verify(suites->front(), *view).cases.front();
  CHECK(result.witness->instance == "ins-b");
  CHECK(result.witness->node == "node-b");
}

TEST_CASE("a case that passes names its list if there is one") {
  const auto view = policy::ViewOf(std::string(kFacts));
  AskedLists lists(view);
  const auto groups_of = [&](const std::string& fields) {
    const auto suites = ReadSuites(SuiteOf("name: n, " + fields), "suite.yaml", lists);
    return Verify(suites->front(), *view).cases.front().groups;
  };
  const std::string packets = ", protocols: [tcp], ports: 80, remotes: [ANY], expect: accept";
  CHECK(groups_of("node: node-b" + packets) == std::vector<std::string>{"sg-b", "sg-a"});
  CHECK_FALSE(groups_of("role: WORKER" + packets));
}

}  // namespace
}  // namespace portcullis::suite
