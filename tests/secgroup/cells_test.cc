#include "secgroup/cells.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/secgroup/lists.h"

namespace portcullis::secgroup {
namespace {

RuleList ListOf(const std::vector<Rule>& rules) {
  Inventory inventory;
  AddGroup(inventory, "sg", rules);
  return RuleList::Make(inventory, {"sg"}, Direction::kIngress);
}

// A line a run: "tcp 80-90: 10.0.0.0-10.0.0.7 10.0.0.8-10.0.0.15".
std::string Text(const std::vector<CellRun>& runs) {
  std::string text;
  for (const CellRun& run : runs) {
    text += std::string(ToString(run.protocol)) + ' ' + std::to_string(run.first_port) + '-' +
            std::to_string(run.last_port) + ':';
    for (const AddressRange& range : run.remotes) {
      text += ' ' + Address{range.family, range.first}.ToString() + '-' +
              Address{range.family, range.last}.ToString();
    }
    text += '\n';
  }
  return text;
}

PacketSet Packets(const std::string& protocol, const std::string& ports, const std::string& block) {
  const AddressRange range = AddressRange::ParseBlock(block).value();
  return PacketSet(ServiceSet::Parse(protocol, ports).value(), AddressSet(std::span(&range, 1)));
}

TEST_CASE("cells end where a rule begins or ends") {
  const PacketSet tcp = Packets("TCP", "10-20", "10.0.0.0/28");
  struct Case {
    std::string name;
    PacketSet packets;
    std::vector<Rule> a;
    std::vector<Rule> b;
    std::string want;
  };
  const std::string whole = "tcp 10-20: 10.0.0.0-10.0.0.15\n";
  const Case cases[] = {
      {"no rules", tcp, {}, {}, whole},
      {"no packets", PacketSet(), {Accept("ALL", "", "0.0.0.0/0")}, {}, ""},
      {"rules about all of it", tcp, {Accept("TCP", "10-20", "10.0.0.0/28")}, {}, whole},
      {"rules about nothing of it",
       tcp,
       {Accept("TCP", "9", "10.0.0.3"), Accept("TCP", "21", "10.0.0.3"),
        Accept("UDP", "15", "10.0.0.3")},
       {},
       whole},
      {"ports of both lists",
       tcp,
       {Accept("TCP", "12", "0.0.0.0/0")},
       {Drop("TCP", "20-30", "0.0.0.0/0")},
       "tcp 10-11: 10.0.0.0-10.0.0.15\ntcp 12-12: 10.0.0.0-10.0.0.15\n"
       "tcp 13-19: 10.0.0.0-10.0.0.15\ntcp 20-20: 10.0.0.0-10.0.0.15\n"},
      {"addresses of both lists",
       tcp,
       {Accept("ALL", "", "10.0.0.4/31")},
       {Drop("ALL", "", "10.0.0.14/31")},
       "tcp 10-20: 10.0.0.0-10.0.0.3 10.0.0.4-10.0.0.5 10.0.0.6-10.0.0.13 10.0.0.14-10.0.0.15\n"},
      {"addresses only where the ports may match",
       tcp,
       {Accept("TCP", "10-14", "10.0.0.0/29")},
       {},
       "tcp 10-14: 10.0.0.0-10.0.0.7 10.0.0.8-10.0.0.15\ntcp 15-20: 10.0.0.0-10.0.0.15\n"},
      {"a service that nobody knows may match at every port",
       tcp,
       {For(Accept("TCP", "", "10.0.0.0/29"), Reference::Kind::kServiceTemplate, "ppm-gone")},
       {},
       "tcp 10-20: 10.0.0.0-10.0.0.7 10.0.0.8-10.0.0.15\n"},
      {"the ends of the axes",
       Packets("ICMPv6", "", "::/0"),
       {Accept("ALL", "", "ffff::/16")},
       {},
       "icmpv6 0-65535: ::-fffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
       "ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const RuleList a = ListOf(c.a);
      const RuleList b = ListOf(c.b);
      const std::array<const RuleList*, 2> lists = {&a, &b};
      CHECK(Text(CutIntoCells(c.packets, lists)) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::secgroup
