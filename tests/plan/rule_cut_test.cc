#include "plan/rule_cut.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::plan {
namespace {

using policy::AddressesOf;
using policy::Join;
using secgroup::PacketSet;
using secgroup::ServiceSet;

struct Part {
  std::string protocol;
  std::string port;
  std::vector<std::string> remotes;
};

PacketSet PacketsOf(const std::vector<Part>& parts) {
  PacketSet packets;
  for (const Part& part : parts) {
    packets = packets.Union(
        {ServiceSet::Parse(part.protocol, part.port).value(), AddressesOf(part.remotes)});
  }
  return packets;
}

const PacketSet& PortZero() {
  static const PacketSet kPortZero =
      PacketsOf({{"TCP", "0", {"0.0.0.0/0", "::/0"}}, {"UDP", "0", {"0.0.0.0/0", "::/0"}}});
  return kPortZero;
}

std::string RulesFor(const PacketSet& packets) {
  const RuleCut cut = CutToRules(packets);
  if (!cut.problem.empty()) return message::Render(cut.problem, message::Language::kEnglish);
  std::vector<std::string> rules;
  for (const secgroup::Rule& rule : cut.rules) {
    rules.push_back(rule.text.protocol + ' ' + rule.text.port + ' ' + rule.text.remote);
  }
  return Join(rules, "; ");
}

TEST_CASE("rules that say a set") {
  struct Case {
    std::string name;
    std::vector<Part> set;
    std::string want;
  };
  const Case cases[] = {
      {"one port", {{"TCP", "30080", {"0.0.0.0/0"}}}, "TCP 30080 0.0.0.0/0"},
      {"a run of ports", {{"UDP", "30000-32767", {"0.0.0.0/0"}}}, "UDP 30000-32767 0.0.0.0/0"},
      {"single ports in one rule",
       {{"TCP", "443,53,2379-2380", {"10.0.0.0/16"}}},
       "TCP 53,443,2379,2380 10.0.0.0/16"},
      {"single ports and a run",
       {{"TCP", "22,8000-8010,443", {"10.0.0.0/16"}}},
       "TCP 8000-8010 10.0.0.0/16; TCP 22,443 10.0.0.0/16"},
      {"both families", {{"TCP", "80", {"10.0.0.0/8", "::/0"}}}, "TCP 80 10.0.0.0/8; TCP 80 ::/0"},
      {"what is no block",
       {{"TCP", "80", {"10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/32"}}},
       "TCP 80 10.0.0.0/31; TCP 80 10.0.0.2/32"},
      {"another set of remotes at another port",
       {{"TCP", "80,82", {"10.0.0.0/8"}}, {"TCP", "81", {"11.0.0.0/8"}}},
       "TCP 80,82 10.0.0.0/8; TCP 81 11.0.0.0/8"},
      {"ping", {{"ICMP", "", {"0.0.0.0/0"}}}, "ICMP ALL 0.0.0.0/0"},
      {"ping over IPv6", {{"ICMPv6", "", {"::/0"}}}, "ICMPV6 ALL ::/0"},
      {"GRE", {{"GRE", "", {"10.0.0.0/8"}}}, "GRE ALL 10.0.0.0/8"},
      {"every port of a protocol", {{"TCP", "ALL", {"10.0.0.0/8"}}}, "TCP ALL 10.0.0.0/8"},
      {"every protocol",
       {{"ALL", "", {"10.0.0.0/16", "2001:db8::/64"}}},
       "ALL ALL 10.0.0.0/16; ALL ALL 2001:db8::/64"},
      {"every protocol from one network, a port from another",
       {{"ALL", "", {"10.0.0.0/16"}}, {"TCP", "22", {"11.0.0.0/8"}}},
       "ALL ALL 10.0.0.0/16; TCP 22 11.0.0.0/8"},
      {"nothing", {}, ""},
      {"anywhere is a block", {{"TCP", "80", {"0.0.0.0/1", "128.0.0.0/1"}}}, "TCP 80 0.0.0.0/0"},
      {"a block that the cloud widens",
       {{"TCP", "80", {"0.0.0.0/1"}}},
       "the cloud takes 0.0.0.0/1 for 0.0.0.0/0, which is more"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(RulesFor(PacketsOf(c.set)) == c.want); }
  }
}

TEST_CASE("port 0 comes along where the protocol is ALL, and is in the box then") {
  const PacketSet without_zero = PacketsOf({{"ALL", "", {"10.0.0.0/16"}}}).Difference(PortZero());
  CHECK(RulesFor(without_zero) == "ALL ALL 10.0.0.0/16");
  CHECK(BoxOf(without_zero) == PacketsOf({{"ALL", "", {"10.0.0.0/16"}}}));
  const PacketSet one_port = PacketsOf({{"TCP", "22", {"10.0.0.0/16"}}});
  CHECK(BoxOf(one_port) == one_port);
}

TEST_CASE("protocols without a name come with ALL only") {
  const PacketSet everything = PacketsOf({{"ALL", "", {"10.0.0.0/16"}}});
  for (const Part& missing : {Part{"TCP", "", {"10.0.0.0/16"}}, Part{"UDP", "80", {"10.0.0.0/16"}},
                              Part{"GRE", "", {"10.0.0.0/16"}}}) {
    CAPTURE(missing.protocol);
    CHECK(RulesFor(everything.Difference(PacketsOf({missing}))) ==
          "only a rule for ALL protocols admits it, and that lets in every port");
  }
}

TEST_CASE("what the cloud takes for a repetition") {
  const auto rule = [](const Part& part) { return CutToRules(PacketsOf({part})).rules.front(); };
  const secgroup::Rule web = rule({"TCP", "80", {"10.0.0.0/8"}});
  CHECK(AreSame(web, rule({"tcp", "80", {"10.0.0.0/8"}})));
  CHECK_FALSE(AreSame(web, rule({"TCP", "81", {"10.0.0.0/8"}})));
  CHECK_FALSE(AreSame(web, rule({"TCP", "80", {"10.0.0.0/9"}})));
  secgroup::Rule other = web;
  other.action = secgroup::RuleAction::kDrop;
  CHECK_FALSE(AreSame(web, other));
  other = web;
  other.remote = secgroup::Reference{secgroup::Reference::Kind::kAddressTemplate, "ipm-a"};
  CHECK_FALSE(AreSame(web, other));
  CHECK(AreSame(other, other));
}

}  // namespace
}  // namespace portcullis::plan
