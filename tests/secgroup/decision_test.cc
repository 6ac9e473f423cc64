#include "secgroup/decision.h"

#include <doctest/doctest.h>

#include "tests/secgroup/lists.h"

namespace portcullis::secgroup {
namespace {

using Kind = Reference::Kind;

std::string KindName(RuleList::Unknown::Kind kind) {
  using enum RuleList::Unknown::Kind;
  switch (kind) {
    case kAddressTemplate: return "address template";
    case kAddressTemplateGroup: return "address template group";
    case kServiceTemplate: return "service template";
    case kServiceTemplateGroup: return "service template group";
    case kGroupMembers: return "members of";
    case kGroupIpv6Members: return "IPv6 members of";
    case kNoRemote: return "no remote in";
    case kAcceptedByGroup: return "accepted by";
    case kDroppedByGroup: return "dropped by";
  }
  return "";
}

// "accept by sg-a 0", "drop by no rule", "unknown by sg-a 1: why", "unknown by group sg-b".
std::string Text(const Inventory& inventory, const std::vector<GroupId>& groups,
                 const Packet& packet) {
  const RuleList list = RuleList::Make(inventory, groups, Direction::kIngress);
  const Decision decision = Explain(list, packet);
  std::string text = std::string(ToString(decision.verdict)) + " by ";
  if (decision.entry) {
    const RuleList::Entry& entry = list.entries()[*decision.entry];
    text += list.groups()[entry.group] + " " + std::to_string(entry.index);
  } else if (decision.verdict == Verdict::kUnknown) {
    text += list.missing_group() ? "group " + list.groups()[*list.missing_group()] : "no list";
  } else {
    text += "no rule";
  }
  for (const auto unknown : decision.unknowns) {
    text += ": " + KindName(list.unknowns()[unknown].kind) + ' ' + list.unknowns()[unknown].name;
  }
  return text;
}

TEST_CASE("the first rule that matches decides, group by group") {
  Inventory inventory;
  AddGroup(inventory, "sg-a", {Drop("TCP", "30000-32768", "0.0.0.0/0"), Accept("TCP", "22", "10.0.0.0/8")});
  AddGroup(inventory, "sg-b", {Accept("ALL", "ALL", "0.0.0.0/0")});
  AddGroup(inventory, "sg-empty", {});
  struct Case { std::string name; std::vector<GroupId> groups; Packet packet; std::string want; };
  const Case cases[] = {
      {"dropped ahead", {"sg-a", "sg-b"}, Tcp(30080, "203.0.113.9"), "drop by sg-a 0"},
      {"order of groups counts", {"sg-b", "sg-a"}, Tcp(30080, "203.0.113.9"), "accept by sg-b 0"},
      {"second rule", {"sg-a", "sg-b"}, Tcp(22, "10.1.1.1"), "accept by sg-a 1"},
      {"falls through to the next group", {"sg-a", "sg-b"}, Tcp(22, "11.1.1.1"), "accept by sg-b 0"},
      {"no match is a drop", {"sg-a"}, Tcp(22, "11.1.1.1"), "drop by no rule"},
      {"a group of no rules decides nothing", {"sg-empty", "sg-b"}, Tcp(1, "1.1.1.1"), "accept by sg-b 0"},
      {"an IPv4 rule matches no IPv6 packet", {"sg-b"}, Tcp(1, "2001:db8::1"), "drop by no rule"},
      {"first port", {"sg-a"}, Tcp(30000, "1.1.1.1"), "drop by sg-a 0"},
      {"last port", {"sg-a", "sg-b"}, Tcp(32768, "1.1.1.1"), "drop by sg-a 0"},
      {"port behind", {"sg-a", "sg-b"}, Tcp(32769, "1.1.1.1"), "accept by sg-b 0"},
      {"ALL matches other protocols", {"sg-b"}, MakePacket(Protocol::kOther, 0, "1.1.1.1"), "accept by sg-b 0"},
      {"TCP does not", {"sg-a", "sg-empty"}, MakePacket(Protocol::kOther, 0, "1.1.1.1"), "drop by no rule"},
      {"unlisted group", {"sg-a", "sg-x", "sg-b"}, Tcp(1, "1.1.1.1"), "unknown by group sg-x"},
      {"decided before the unlisted group", {"sg-a", "sg-x"}, Tcp(30000, "1.1.1.1"), "drop by sg-a 0"},
      {"no groups", {}, Tcp(1, "1.1.1.1"), "unknown by no list"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Text(inventory, c.groups, c.packet) == c.want); }
  }
}

TEST_CASE("references") {
  Inventory inventory;
  inventory.instances_complete = true;
  inventory.address_templates["ipm-office"] =
      AddressSet(std::vector{AddressRange::ParseMember("203.0.113.1-203.0.113.9").value()});
  inventory.address_template_groups["ipmg-all"] = {"ipm-office", "ipm-gone"};
  inventory.service_templates["ppm-web"] = ServiceSet::ParseMember("tcp:80,443").value();
  inventory.service_template_groups["ppmg-all"] = {"ppm-web", "ppm-gone"};
  inventory.bound_addresses["sg-peer"] = {{AddressRange::ParseBlock("10.0.0.7").value()},
                                          {AddressRange::ParseBlock("2001:db8::7").value()}};
  inventory.bound_addresses["sg-unlisted"] = {{AddressRange::ParseBlock("10.0.0.8").value()}, {}};
  AddGroup(inventory, "sg-peer", {});
  const Rule any = Accept("TCP", "80", "0.0.0.0/0");
  AddGroup(inventory, "sg-template", {From(any, Kind::kAddressTemplate, "ipm-office")});
  AddGroup(inventory, "sg-group", {From(any, Kind::kAddressTemplateGroup, "ipmg-all")});
  AddGroup(inventory, "sg-no-group", {From(any, Kind::kAddressTemplateGroup, "ipmg-gone")});
  AddGroup(inventory, "sg-service", {For(any, Kind::kServiceTemplate, "ppm-web")});
  AddGroup(inventory, "sg-services", {For(any, Kind::kServiceTemplateGroup, "ppmg-all")});
  AddGroup(inventory, "sg-from-peer", {From(any, Kind::kSecurityGroup, "sg-peer")});
  AddGroup(inventory, "sg-from-unlisted", {From(any, Kind::kSecurityGroup, "sg-unlisted")});
  AddGroup(inventory, "sg-no-remote", {Accept("TCP", "80", "")});
  struct Case { std::string name; GroupId group; Packet packet; std::string want; };
  const Case cases[] = {
      {"template", "sg-template", Tcp(80, "203.0.113.9"), "accept by sg-template 0"},
      {"beside it", "sg-template", Tcp(80, "203.0.113.10"), "drop by no rule"},
      {"known part of a group", "sg-group", Tcp(80, "203.0.113.1"), "accept by sg-group 0"},
      {"missing part", "sg-group", Tcp(80, "1.1.1.1"),
       "unknown by sg-group 0: address template ipm-gone"},
      {"port excludes", "sg-group", Tcp(81, "1.1.1.1"), "drop by no rule"},
      {"missing group", "sg-no-group", Tcp(80, "203.0.113.1"),
       "unknown by sg-no-group 0: address template group ipmg-gone"},
      {"service template", "sg-service", Tcp(443, "1.1.1.1"), "accept by sg-service 0"},
      {"beside its ports", "sg-service", Tcp(444, "1.1.1.1"), "drop by no rule"},
      {"missing service", "sg-services", Tcp(444, "1.1.1.1"),
       "unknown by sg-services 0: service template ppm-gone"},
      {"address excludes", "sg-services", Tcp(444, "2001:db8::1"), "drop by no rule"},
      {"member of a group", "sg-from-peer", Tcp(80, "10.0.0.7"), "accept by sg-from-peer 0"},
      {"no member", "sg-from-peer", Tcp(80, "10.0.0.8"), "drop by no rule"},
      {"its IPv6 address", "sg-from-peer", Tcp(80, "2001:db8::7"),
       "unknown by sg-from-peer 0: IPv6 members of sg-peer"},
      {"another IPv6 address", "sg-from-peer", Tcp(80, "2001:db8::8"), "drop by no rule"},
      {"unlisted group's member", "sg-from-unlisted", Tcp(80, "10.0.0.8"), "accept by sg-from-unlisted 0"},
      {"anybody may be a member", "sg-from-unlisted", Tcp(80, "10.0.0.9"),
       "unknown by sg-from-unlisted 0: members of sg-unlisted"},
      {"no remote", "sg-no-remote", Tcp(80, "1.1.1.1"),
       "unknown by sg-no-remote 0: no remote in sg-no-remote ingress 0"},
      {"no remote, port excludes", "sg-no-remote", Tcp(81, "1.1.1.1"), "drop by no rule"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Text(inventory, {c.group}, c.packet) == c.want); }
  }
}

TEST_CASE("a maybe rule counts only where it could change the verdict") {
  const auto gone = [](const Rule& rule, const std::string& id) {
    return From(rule, Kind::kAddressTemplate, id);
  };
  const Rule accept = Accept("TCP", "80", "");
  const Rule drop = Drop("TCP", "80", "");
  const Rule accept_all = Accept("TCP", "80", "0.0.0.0/0");
  const Rule drop_all = Drop("ALL", "ALL", "0.0.0.0/0");
  struct Case { std::string name; std::vector<Rule> rules; std::string want; };
  const Case cases[] = {
      {"same action as what follows", {gone(accept, "ipm-a"), accept_all}, "accept by sg 1"},
      {"same as the implicit drop", {gone(drop, "ipm-a")}, "drop by no rule"},
      {"another action", {gone(drop, "ipm-a"), accept_all},
       "unknown by sg 0: address template ipm-a"},
      {"an earlier rule of the same set hides it",
       {gone(accept, "ipm-a"), gone(drop, "ipm-a"), accept_all}, "accept by sg 2"},
      {"a rule of another set is not hidden",
       {gone(accept, "ipm-a"), gone(drop, "ipm-b"), accept_all},
       "unknown by sg 1: address template ipm-b"},
      {"the first that differs is named",
       {gone(drop, "ipm-a"), gone(accept, "ipm-b"), gone(accept, "ipm-c"), drop_all},
       "unknown by sg 1: address template ipm-b"},
      {"a wider condition hides a narrower",
       {gone(accept, "ipm-a"), For(gone(drop, "ipm-a"), Kind::kServiceTemplate, "ppm-s"), accept_all},
       "accept by sg 2"},
      {"not the other way round",
       {For(gone(accept, "ipm-a"), Kind::kServiceTemplate, "ppm-s"), gone(drop, "ipm-a"), accept_all},
       "unknown by sg 1: address template ipm-a"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Inventory inventory;
      AddGroup(inventory, "sg", c.rules);
      CHECK(Text(inventory, {"sg"}, Tcp(80, "203.0.113.9")) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::secgroup
