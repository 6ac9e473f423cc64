#include "secgroup/rule_usage.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "facts/facts_reader.h"
#include "tests/oracle/document.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/usage.h"
#include "tests/secgroup/lists.h"

namespace portcullis::secgroup {
namespace {

// "sg-a 0", or "?" for what stands in for a group without rules.
std::string NameOf(const RuleList& list, std::size_t position) {
  const RuleList::Entry& entry = list.entries()[position];
  return entry.stands_in ? "?" : list.groups()[entry.group] + ' ' + std::to_string(entry.index);
}

std::string ToText(RuleUse use, const std::set<std::string>& others, bool dropped_by_default) {
  if (use == RuleUse::kNeeded) return "needed";
  std::string text = use == RuleUse::kShadowed ? "shadowed" : "redundant";
  std::string separator = ": ";
  for (const std::string& other : others) {
    text += separator + other;
    separator = ", ";
  }
  return dropped_by_default ? text + "; default" : text;
}

// "needed", "shadowed: sg-a 0, sg-a 1", "redundant: sg-b 2; default".
std::string ToText(const RuleList& list, const RuleUsage& usage) {
  std::set<std::string> others;
  for (const std::size_t other : usage.others) others.insert(NameOf(list, other));
  return ToText(usage.use, others, usage.dropped_by_default);
}

struct Case {
  std::string name;
  std::vector<Rule> rules;  // of sg-a
  std::string want;         // of each rule, between " | "
};

// sg-b accepts everything from 10.0.0.0/8; sg-gone is not in the facts; nor are ipm-x, ipm-y and ppm-x.
Inventory MakeInventory(const std::vector<Rule>& rules) {
  Inventory inventory;
  AddGroup(inventory, "sg-a", rules);
  AddGroup(inventory, "sg-b", {Accept("ALL", "ALL", "10.0.0.0/8")});
  AddGroup(inventory, "sg-empty", {});
  inventory.address_templates["ipm-none"] = AddressSet();
  inventory.instances_complete = true;
  return inventory;
}

std::string UsageOfA(const std::vector<Rule>& rules, const std::vector<GroupId>& groups) {
  const RuleList list =
      RuleList::MakeWithStandIns(MakeInventory(rules), groups, Direction::kIngress);
  const std::vector<RuleUsage> usage = MakeRuleUsage(list);
  std::string text;
  for (std::size_t i = 0; i < usage.size(); ++i) {
    const RuleList::Entry& entry = list.entries()[i];
    if (entry.stands_in || list.groups()[entry.group] != "sg-a") continue;
    text += (text.empty() ? "" : " | ") + ToText(list, usage[i]);
  }
  return text;
}

constexpr Reference::Kind kAddresses = Reference::Kind::kAddressTemplate;
constexpr Reference::Kind kServices = Reference::Kind::kServiceTemplate;

TEST_CASE("what rules are for") {
  const Case cases[] = {
      {"one that accepts", {Accept("TCP", "80", "0.0.0.0/0")}, "needed"},
      {"one that drops what is dropped anyway",
       {Drop("TCP", "80", "0.0.0.0/0")},
       "redundant; default"},
      {"the same twice",
       {Accept("TCP", "80", "0.0.0.0/0"), Accept("TCP", "80", "0.0.0.0/0")},
       "redundant: sg-a 1 | shadowed: sg-a 0"},
      {"within a wider one",
       {Accept("TCP", "80-90", "10.0.0.0/8"), Accept("TCP", "85", "10.1.0.0/16")},
       "needed | shadowed: sg-a 0"},
      {"before a wider one",
       {Accept("TCP", "85", "10.1.0.0/16"), Accept("TCP", "80-90", "10.0.0.0/8")},
       "redundant: sg-a 1 | needed"},
      {"an exception to a wider one",
       {Drop("TCP", "85", "10.1.0.0/16"), Accept("TCP", "80-90", "10.0.0.0/8")},
       "needed | needed"},
      {"behind its opposite",
       {Drop("ALL", "ALL", "0.0.0.0/0"), Accept("TCP", "22", "10.0.0.1")},
       "needed | shadowed: sg-a 0"},
      {"covered by two halves",
       {Accept("TCP", "22", "0.0.0.0/1"), Accept("TCP", "22", "128.0.0.0/1"),
        Drop("TCP", "22", "0.0.0.0/0")},
       "needed | needed | shadowed: sg-a 0, sg-a 1"},
      {"all but one port covered",
       {Accept("TCP", "0-99", "0.0.0.0/0"), Accept("TCP", "101-65535", "0.0.0.0/0"),
        Accept("TCP", "ALL", "0.0.0.0/0")},
       "redundant: sg-a 2 | redundant: sg-a 2 | needed"},
      {"the last address",
       {Accept("TCP", "22", "0.0.0.0/1"), Accept("TCP", "22", "255.255.255.255"),
        Accept("TCP", "22", "128.0.0.0/1")},
       "needed | redundant: sg-a 2 | needed"},
      {"IPv4 shadows no IPv6",
       {Accept("ALL", "ALL", "0.0.0.0/0"), Accept("TCP", "22", "::/0")},
       "needed | needed"},
      {"within IPv6",
       {Accept("ALL", "ALL", "2001:db8::/32"), Drop("ICMPv6", "", "2001:db8::1")},
       "needed | shadowed: sg-a 0"},
      {"ICMP with IPv6 remotes matches nothing", {Accept("ICMP", "", "::/0")}, "shadowed"},
      {"nor does an empty template",
       {From(Accept("TCP", "80", ""), kAddresses, "ipm-none")},
       "shadowed"},
      {"only ALL is left of ALL",
       {Accept("TCP", "ALL", "0.0.0.0/0"), Accept("UDP", "ALL", "0.0.0.0/0"),
        Accept("ICMP", "ALL", "0.0.0.0/0"), Accept("GRE", "ALL", "0.0.0.0/0"),
        Accept("ALL", "ALL", "0.0.0.0/0")},
       "redundant: sg-a 4 | redundant: sg-a 4 | redundant: sg-a 4 | redundant: sg-a 4 | needed"},
      {"part falls to a rule, part to none",
       {Drop("TCP", "80-81", "0.0.0.0/0"), Drop("TCP", "81-82", "0.0.0.0/0")},
       "redundant: sg-a 1; default | redundant; default"},

      {"a set that nobody knows takes nothing for certain",
       {From(Drop("TCP", "80", ""), kAddresses, "ipm-x"), Accept("TCP", "80", "0.0.0.0/0")},
       "needed | needed"},
      {"but the rest of it, and that is what is dropped anyway",
       {Accept("TCP", "80", "0.0.0.0/0"), From(Drop("TCP", "80", ""), kAddresses, "ipm-x")},
       "needed | redundant; default"},
      {"the same set again",
       {From(Accept("TCP", "80-90", ""), kAddresses, "ipm-x"),
        From(Drop("TCP", "80", ""), kAddresses, "ipm-x")},
       "needed | shadowed: sg-a 0"},
      {"another set",
       {From(Accept("TCP", "80-90", ""), kAddresses, "ipm-x"),
        From(Accept("TCP", "80", ""), kAddresses, "ipm-y")},
       "needed | needed"},
      {"a set of services and one of addresses imply a rule with both",
       {For(Accept("", "", "0.0.0.0/0"), kServices, "ppm-x"),
        For(From(Drop("", "", ""), kAddresses, "ipm-x"), kServices, "ppm-x"),
        Drop("ALL", "ALL", "::/0")},
       "needed | redundant: sg-a 2 | redundant; default"},
      {"a packet in both is taken before it could tell that a rule is missing",
       {For(From(Accept("", "", ""), kAddresses, "ipm-x"), kServices, "ppm-x"),
        For(Accept("", "", "10.0.0.0/8"), kServices, "ppm-x"),
        From(Drop("ALL", "", ""), kAddresses, "ipm-x"), Accept("ALL", "", "10.0.0.0/8")},
       "needed | redundant: sg-a 3 | needed | needed"},
      {"each rule without a remote has a set of its own",
       {Accept("TCP", "80", ""), Accept("TCP", "80", "")},
       "needed | needed"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(UsageOfA(c.rules, {"sg-a"}) == c.want); }
  }
}

TEST_CASE("what rules are for depends on the groups around them") {
  const std::vector<Rule> rules = {Accept("TCP", "22", "10.0.0.1"), Drop("ALL", "ALL", "0.0.0.0/0")};
  struct GroupsCase {
    std::string name;
    std::vector<GroupId> groups;
    std::string want;
  };
  const GroupsCase cases[] = {
      {"alone", {"sg-a"}, "needed | redundant; default"},
      {"ahead of another", {"sg-a", "sg-b"}, "needed | needed"},
      {"behind another", {"sg-b", "sg-a"}, "shadowed: sg-b 0 | redundant; default"},
      {"ahead of one without rules", {"sg-a", "sg-empty"}, "needed | redundant; default"},
      {"ahead of one that is not known", {"sg-a", "sg-gone"}, "needed | needed"},
      {"behind one that is not known", {"sg-gone", "sg-a"}, "needed | redundant; default"},
      {"behind one that hides it in any case", {"sg-b", "sg-gone", "sg-a"},
       "shadowed: sg-b 0 | redundant; default"},
  };
  for (const GroupsCase& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(UsageOfA(rules, c.groups) == c.want); }
  }
}

// Every packet of the tiny universe of one direction, and one from where no block of it begins or ends.
std::vector<oracle::Packet> PacketsOf(Direction direction) {
  std::vector<oracle::Packet> packets;
  for (oracle::Packet packet : oracle::TinyPackets()) {
    if (oracle::ToString(packet.direction) != ToString(direction)) continue;
    packets.push_back(packet);
    if (packet.remote == "192.0.2.1") packet.remote = "198.51.100.7";
    if (packet.remote == "2001:db9::1") packet.remote = "2001:dba::1";
    if (packet.remote != packets.back().remote) packets.push_back(packet);
  }
  return packets;
}

std::string WantOf(const oracle::Usage& usage) {
  const auto use = usage.needed    ? RuleUse::kNeeded
                   : usage.decides ? RuleUse::kRedundant
                                   : RuleUse::kShadowed;
  std::set<std::string> others;
  for (const auto& [group, index] : use == RuleUse::kShadowed ? usage.takers : usage.heirs) {
    others.insert(group + ' ' + std::to_string(index));
  }
  return ToText(use, others, use == RuleUse::kRedundant && usage.dropped_by_default);
}

TEST_CASE("what rules are for, by definition, in tiny universes") {
  constexpr std::uint64_t kWorlds = 60;
  std::size_t uses[3] = {};
  for (std::uint64_t seed = 1; seed <= kWorlds; ++seed) {
    oracle::Random random(seed);
    const oracle::Scenario scenario = oracle::MakeTinyScenario(random, {4, 8});
    const auto facts = facts::ReadFacts(oracle::FactsDocument(scenario.facts), "tiny.json");
    REQUIRE_MESSAGE(facts.has_value(), "seed ", seed);
    const oracle::Oracle judge(scenario.facts);
    for (const auto& groups : scenario.lists) {
      for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
        const RuleList list = RuleList::MakeWithStandIns(facts->inventory, groups, direction);
        const std::vector<RuleUsage> usage = MakeRuleUsage(list);
        auto want = oracle::UsageOf(judge, groups, PacketsOf(direction));
        for (std::size_t i = 0; i < usage.size(); ++i) {
          const RuleList::Entry& entry = list.entries()[i];
          if (entry.stands_in) continue;
          ++uses[static_cast<std::size_t>(usage[i].use)];
          CAPTURE(seed);
          const std::string name = NameOf(list, i);
          CAPTURE(name);
          REQUIRE(ToText(list, usage[i]) ==
                  WantOf(want[{list.groups()[entry.group], static_cast<int>(entry.index)}]));
        }
      }
    }
  }
  MESSAGE("shadowed ", uses[0], ", redundant ", uses[1], ", needed ", uses[2]);
  for (const std::size_t count : uses) CHECK(count > 100);
}

}  // namespace
}  // namespace portcullis::secgroup
