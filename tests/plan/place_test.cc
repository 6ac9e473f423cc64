#include "plan/place.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::plan {
namespace {

// Rules of one direction, separated by ", ", each "ACTION PROTOCOL PORT REMOTE".
std::string Yaml(const std::vector<std::string>& rules) {
  std::vector<std::string> entries;
  for (const std::string& rule : rules) entries.push_back("{" + rule + "}");
  return "[" + policy::Join(entries, ", ") + "]";
}

constexpr const char* kDropTcp =
    "Protocol: TCP, Port: 30000-32768, CidrBlock: 0.0.0.0/0, Action: DROP";
constexpr const char* kDropUdp =
    "Protocol: UDP, Port: 30000-32768, CidrBlock: 0.0.0.0/0, Action: DROP";
constexpr const char* kDropSsh = "Protocol: TCP, Port: '22', CidrBlock: 0.0.0.0/0, Action: DROP";
constexpr const char* kAccept =
    "Protocol: TCP, Port: '30080', CidrBlock: 10.0.0.0/8, Action: ACCEPT";
constexpr const char* kDropUnknown =
    "Protocol: TCP, Port: ALL, AddressTemplate: {AddressId: ipm-gone}, Action: DROP";
constexpr const char* kAcceptUnknown =
    "Protocol: TCP, Port: ALL, AddressTemplate: {AddressId: ipm-gone}, Action: ACCEPT";
constexpr const char* kDropService =
    "ServiceTemplate: {ServiceId: ppm-gone}, CidrBlock: 0.0.0.0/0, Action: DROP";
constexpr const char* kDropIpv6 = "Protocol: ALL, Port: ALL, Ipv6CidrBlock: '::/0', Action: DROP";

TEST_CASE("where a rule for TCP 30080 from anywhere has to stand") {
  struct Case {
    std::string name;
    std::vector<std::string> first;   // rules of sg-a
    std::vector<std::string> second;  // of sg-b
    std::string want;
  };
  const Case cases[] = {
      {"no rule at all", {}, {}, "sg-b 0"},
      {"no rule that drops it", {kAccept}, {kAccept, kDropSsh}, "sg-b 2"},
      {"a rule of the first group", {kAccept, kDropTcp}, {kDropTcp}, "sg-a 1"},
      {"a rule of the second group", {kAccept}, {kDropUdp, kDropTcp}, "sg-b 1"},
      {"other ports and protocols do not matter", {kDropSsh, kDropUdp, kDropIpv6}, {}, "sg-b 0"},
      {"a template that is not known may drop it", {kDropUnknown}, {kDropTcp}, "sg-a 0"},
      {"one that accepts does not", {kAcceptUnknown}, {kDropTcp}, "sg-b 0"},
      {"a service template that is not known may drop it", {kDropService}, {}, "sg-a 0"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto facts = policy::FactsOf(
          "securityGroups:\n"
          "- {SecurityGroupId: sg-a, SecurityGroupPolicySet: {Ingress: " +
          Yaml(c.first) +
          "}}\n"
          "- {SecurityGroupId: sg-b, SecurityGroupPolicySet: {Ingress: " +
          Yaml(c.second) + "}}\n");
      const auto list = secgroup::RuleList::Make(facts->inventory, {"sg-a", "sg-b"},
                                                 secgroup::Direction::kIngress);
      const secgroup::PacketSet packets(secgroup::ServiceSet::Parse("TCP", "30080").value(),
                                        policy::AddressesOf({"0.0.0.0/0"}));
      const auto place = PlaceFor(list, packets, facts->inventory);
      REQUIRE(place);
      CHECK(place->group + ' ' + std::to_string(place->index) == c.want);
    }
  }
}

TEST_CASE("no place where rules are not known") {
  const auto facts = policy::FactsOf("securityGroups: [{SecurityGroupId: sg-a}]\n");
  const auto list =
      secgroup::RuleList::Make(facts->inventory, {"sg-a"}, secgroup::Direction::kIngress);
  const secgroup::PacketSet packets(secgroup::ServiceSet::All(), secgroup::AddressSet::All());
  CHECK_FALSE(PlaceFor(list, packets, facts->inventory));
}

}  // namespace
}  // namespace portcullis::plan
