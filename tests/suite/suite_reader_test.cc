#include "suite/suite_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/suite/suites.h"

namespace portcullis::suite {
namespace {

constexpr std::string_view kFacts = R"(
securityGroups:
- SecurityGroupId: sg-a
  SecurityGroupPolicySet: {Ingress: [], Egress: []}
instances:
- {InstanceId: ins-a, SecurityGroupIds: [sg-a], nodeName: node-a}
)";

std::string MistakesOf(const std::string& text) {
  AskedLists lists(policy::ViewOf(std::string(kFacts)));
  const auto suites = ReadSuites(text, "s.yaml", lists);
  return suites ? "" : suites.error().message;
}

TEST_CASE("mistakes of a case, at their line and field") {
  const std::string good = "name: n, groups: [sg-a], remotes: [ANY], expect: drop";
  REQUIRE(MistakesOf(SuiteOf(good)).empty());
  struct Case {
    std::string name;
    std::string fields;
    std::string want;
  };
  const Case cases[] = {
      {"no name", "groups: [sg-a], remotes: [ANY], expect: drop",
       "s.yaml:5:3: cases[0].name: is required"},
      {"no remotes", "name: n, groups: [sg-a], expect: drop",
       "s.yaml:5:3: cases[0].remotes: is required"},
      {"no expectation", "name: n, groups: [sg-a], remotes: [ANY]",
       "s.yaml:5:3: cases[0].expect: is required"},
      {"a field that is none", good + ", port: 80",
       "s.yaml:5:59: cases[0].port: is not a field; did you mean ports?"},
      {"another expectation", "name: n, groups: [sg-a], remotes: [ANY], expect: deny",
       "s.yaml:5:53: cases[0].expect: \"deny\" is not known; use one of accept, drop, unknown"},
      {"another direction", good + ", direction: in",
       "s.yaml:5:70: cases[0].direction: \"in\" is not known; use one of ingress, egress"},
      {"another protocol", good + ", protocols: [tcp, http]",
       "s.yaml:5:76: cases[0].protocols[1]: \"http\" is not known; use one of tcp, udp, icmp, "
       "icmpv6, gre, sctp"},
      {"a protocol that is no list", good + ", protocols: tcp",
       "s.yaml:5:70: cases[0].protocols: must be a list, not text"},
      {"ports that are none", good + ", protocols: [tcp], ports: 90-80",
       "s.yaml:5:84: cases[0].ports: \"90-80\" is no port range; use N, A-B with A <= B, a list of "
       "them, or ALL (ports are 0 to 65535)"},
      {"a port too high, in a list", good + ", protocols: [tcp], ports: [80, 65536]",
       "s.yaml:5:89: cases[0].ports[1]: \"65536\" is no port range; use N, A-B with A <= B, a list "
       "of them, or ALL (ports are 0 to 65535)"},
      {"ports beside protocols without", good + ", protocols: [icmp, sctp], ports: 80",
       "s.yaml:5:91: cases[0].ports: stands beside protocols without ports; leave it out, or add "
       "tcp or udp"},
      {"a remote that is none", "name: n, groups: [sg-a], remotes: [any], expect: drop",
       "s.yaml:5:39: cases[0].remotes[0]: \"any\" is no remote; use an address, a CIDR block such as "
       "10.0.0.0/8, ANY, CLUSTER_CIDR or CONTAINER_CIDR"},
      {"a remote that is no list", "name: n, groups: [sg-a], remotes: ANY, expect: drop",
       "s.yaml:5:38: cases[0].remotes: must be a list, not text"},
      {"an exception that is none", good + ", except: [10.0.0.0/33]",
       "s.yaml:5:68: cases[0].except[0]: \"10.0.0.0/33\" is no remote; use an address, a CIDR block "
       "such as 10.0.0.0/8, ANY, CLUSTER_CIDR or CONTAINER_CIDR"},
      {"a network that the facts do not hold",
       "name: n, groups: [sg-a], remotes: [CLUSTER_CIDR], except: [CONTAINER_CIDR], expect: drop",
       "s.yaml:5:39: cases[0].remotes[0]: the facts do not say what it is (network.nodeCidrs)\n"
       "s.yaml:5:63: cases[0].except[0]: the facts do not say what it is (network.containerCidrs)"},
      {"nothing is left", good + ", except: [ANY]",
       "s.yaml:5:3: cases[0]: has no packet: nothing is left of protocols, ports and remotes without "
       "except (icmp goes with IPv4 remotes, icmpv6 with IPv6 ones)"},
      {"no remote", "name: n, groups: [sg-a], remotes: [], expect: drop",
       "s.yaml:5:3: cases[0]: has no packet: nothing is left of protocols, ports and remotes without "
       "except (icmp goes with IPv4 remotes, icmpv6 with IPv6 ones)"},
      {"no protocol", good + ", protocols: []",
       "s.yaml:5:3: cases[0]: has no packet: nothing is left of protocols, ports and remotes without "
       "except (icmp goes with IPv4 remotes, icmpv6 with IPv6 ones)"},
      {"the wrong family", good + ", protocols: [icmpv6]",
       "s.yaml:5:3: cases[0]: has no packet: nothing is left of protocols, ports and remotes without "
       "except (icmp goes with IPv4 remotes, icmpv6 with IPv6 ones)"},
      {"no list", "name: n, remotes: [ANY], expect: drop",
       "s.yaml:5:3: cases[0]: names no list; use one of groups, instance, node and role"},
      {"two lists", good + ", role: WORKER",
       "s.yaml:5:3: cases[0]: names groups and role; use one of groups, instance, node and role"},
      {"groups that are no list", "name: n, groups: sg-a, remotes: [ANY], expect: drop",
       "s.yaml:5:21: cases[0].groups: must be a list of groups in their order"},
      {"no group", "name: n, groups: [], remotes: [ANY], expect: drop",
       "s.yaml:5:21: cases[0].groups: names no group; list the groups in their order"},
      {"a group that is not there", "name: n, groups: [sg-a, sg-b], remotes: [ANY], expect: drop",
       "s.yaml:5:21: cases[0].groups: group \"sg-b\" is not in the facts"},
      {"an instance that is not there", "name: n, instance: ins-b, remotes: [ANY], expect: drop",
       "s.yaml:5:23: cases[0].instance: instance \"ins-b\" is not in the facts"},
      {"an instance that is a list", "name: n, instance: [ins-a], remotes: [ANY], expect: drop",
       "s.yaml:5:23: cases[0].instance: must be text"},
      {"a node that is not there", "name: n, node: node-b, remotes: [ANY], expect: drop",
       "s.yaml:5:19: cases[0].node: node \"node-b\" is no nodeName or address of the facts"},
      {"a role that nobody has", "name: n, role: MASTER, remotes: [ANY], expect: drop",
       "s.yaml:5:19: cases[0].role: no instance of the facts is a master"},
      {"a role that there is not", "name: n, role: ETCD, remotes: [ANY], expect: drop",
       "s.yaml:5:19: cases[0].role: \"ETCD\" is not known; use WORKER or MASTER"},
      {"all at once", "name: n, node: b, remotes: [x], protocols: [y], expect: z",
       "s.yaml:5:19: cases[0].node: node \"b\" is no nodeName or address of the facts\n"
       "s.yaml:5:32: cases[0].remotes[0]: \"x\" is no remote; use an address, a CIDR block such as "
       "10.0.0.0/8, ANY, CLUSTER_CIDR or CONTAINER_CIDR\n"
       "s.yaml:5:48: cases[0].protocols[0]: \"y\" is not known; use one of tcp, udp, icmp, icmpv6, "
       "gre, sctp\n"
       "s.yaml:5:60: cases[0].expect: \"z\" is not known; use one of accept, drop, unknown"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(MistakesOf(SuiteOf(c.fields)) == c.want); }
  }
}

TEST_CASE("mistakes of a document") {
  const std::string head = "apiVersion: portcullis.dev/v1alpha1\nkind: PacketSuite\n";
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"empty", "", "s.yaml: holds no PacketSuite"},
      {"another kind", "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\n",
       "s.yaml:2:7: kind: \"CloudFacts\" is not what is read here; use PacketSuite"},
      {"no name", head + "cases: []\n",
       "s.yaml:1:1: name: is required\n"
       "s.yaml:3:8: cases: holds no case, so the suite would say nothing"},
      {"no cases", head + "name: s\n", "s.yaml:1:1: cases: is required"},
      {"cases that are no list", head + "name: s\ncases: {}\n",
       "s.yaml:4:8: cases: must be a list, not an object"},
      {"a case that is no object", head + "name: s\ncases: [x]\n",
       "s.yaml:4:9: cases[0]: must be an object, not text"},
      {"a case that is nothing", head + "name: s\ncases: [null]\n",
       "s.yaml:4:8: cases[0]: is required"},
      {"a field that is none", head + "name: s\ncase: []\n",
       "s.yaml:1:1: cases: is required\ns.yaml:4:1: case: is not a field; did you mean cases?"},
      {"no text", "cases: [", "s.yaml:1:9: "},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(MistakesOf(c.text).substr(0, c.want.size()) == c.want);
      const bool is_whole = !c.want.ends_with(' ');
      if (is_whole) CHECK(MistakesOf(c.text) == c.want);
    }
  }
}

TEST_CASE("a file holds any number of suites") {
  AskedLists lists(policy::ViewOf(std::string(kFacts)));
  const std::string suite = SuiteOf("name: n, groups: [sg-a], remotes: [ANY], expect: drop");
  CHECK(ReadSuites(suite + "---\n" + suite + "---\n", "s.yaml", lists)->size() == 2);
  CHECK(ReadSuites(R"({"apiVersion":"portcullis.dev/v1alpha1","kind":"PacketSuite","name":"s",)"
                   R"("cases":[{"name":"n","groups":["sg-a"],"remotes":["ANY"],"expect":"drop"}]})",
                   "s.json", lists)
            ->size() == 1);
}

TEST_CASE("ports as they may be written") {
  struct Case {
    std::string name;
    std::string ports;
    std::string want;
  };
  const Case cases[] = {
      {"a number", "80", "80-80"},
      {"text", "\"80\"", "80-80"},
      {"a range", "80-90", "80-90"},
      {"several", "80,90-91", "80-80 90-91"},
      {"a list", "[80, 90-91, \"1,2\"]", "1-2 80-80 90-91"},
      {"the least and the last", "0,65535", "0-0 65535-65535"},
      {"none: all but 0", "null", "1-65535"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      AskedLists lists(policy::ViewOf(std::string(kFacts)));
      const auto suites = ReadSuites(
          "apiVersion: portcullis.dev/v1alpha1\nkind: PacketSuite\nname: s\ncases:\n- name: n\n"
          "  groups: [sg-a]\n  protocols: [udp]\n  ports: " + c.ports +
              "\n  remotes: [ANY]\n  expect: drop\n",
          "s.yaml", lists);
      REQUIRE(suites);
      std::vector<std::string> slices;
      for (const auto& slice : suites->front().cases.front().packets.slices(secgroup::Protocol::kUdp)) {
        slices.push_back(std::to_string(slice.first_port) + '-' + std::to_string(slice.last_port));
      }
      CHECK(policy::Join(slices) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::suite
