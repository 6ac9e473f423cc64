#include "report/packet_rows.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace portcullis::report {
namespace {

using message::Language;
using secgroup::AddressRange;
using secgroup::AddressSet;
using secgroup::PacketSet;
using secgroup::ServiceSet;

AddressSet Addresses(const std::vector<std::string>& blocks) {
  std::vector<AddressRange> ranges;
  for (const std::string& block : blocks) {
    ranges.push_back(AddressRange::ParseMember(block).value());
  }
  return AddressSet(ranges);
}

PacketSet Packets(const std::string& protocol, const std::string& ports,
                  const std::vector<std::string>& blocks) {
  return PacketSet(ServiceSet::Parse(protocol, ports).value(), Addresses(blocks));
}

std::string Rows(const PacketSet& packets, std::size_t columns) {
  Table table;
  for (const PacketRow& row : RowsOf(packets)) {
    AddRow(row, {}, columns, Language::kEnglish, table);
  }
  return table.ToString();
}

TEST_CASE("ports by who may come") {
  const PacketSet web = Packets("TCP", "80", {"10.0.0.0/8"});
  struct Case {
    std::string name;
    PacketSet packets;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", PacketSet(), ""},
      {"one port", web, "tcp  80  10.0.0.0/8\n"},
      {"runs with the same remotes are one row",
       web.Union(Packets("TCP", "90-99", {"10.0.0.0/8"}))
           .Union(Packets("TCP", "85", {"11.0.0.0/8"})),
       "tcp  80, 90-99  10.0.0.0/8\ntcp  85         11.0.0.0/8\n"},
      {"every port", Packets("UDP", "ALL", {"10.0.0.0/8"}), "udp  all  10.0.0.0/8\n"},
      {"all other ports come last",
       Packets("TCP", "ALL", {"10.0.0.0/8"}).Union(Packets("TCP", "22,443", {"0.0.0.0/0"})),
       "tcp  22, 443  anywhere (IPv4)\ntcp  others   10.0.0.0/8\n"},
      {"not where one run says as much",
       Packets("TCP", "ALL", {"10.0.0.0/8"}).Union(Packets("TCP", "0-99", {"0.0.0.0/0"})),
       "tcp  0-99       anywhere (IPv4)\ntcp  100-65535  10.0.0.0/8\n"},
      {"not where a port is left that nobody may use",
       Packets("TCP", "1-65535", {"10.0.0.0/8"}).Union(Packets("TCP", "22", {"0.0.0.0/0"})),
       "tcp  1-21, 23-65535  10.0.0.0/8\ntcp  22              anywhere (IPv4)\n"},
      {"a protocol without ports", Packets("ICMP", "", {"0.0.0.0/0"}), "icmp    anywhere (IPv4)\n"},
      {"both families", Packets("TCP", "80", {"0.0.0.0/0", "::/0"}), "tcp  80  anywhere\n"},
      {"a line a family", Packets("TCP", "80", {"0.0.0.0/0", "2001:db8::/32"}),
       "tcp  80  anywhere (IPv4)\n         2001:db8::/32\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Rows(c.packets, 100) == c.want); }
  }
}

TEST_CASE("remotes in few words") {
  std::vector<std::string> many;
  for (int i = 0; i < 30; i += 2) many.push_back("10.0." + std::to_string(i) + ".0/24");
  struct Case {
    std::string name;
    AddressSet remotes;
    std::string want;
  };
  const Case cases[] = {
      {"an address", Addresses({"10.0.0.1"}), "10.0.0.1/32"},
      {"blocks", Addresses({"172.16.0.0/12", "10.0.0.0/8"}), "10.0.0.0/8, 172.16.0.0/12"},
      {"IPv6", Addresses({"::/0"}), "anywhere (IPv6)"},
      {"all but one block",
       AddressSet::All(secgroup::Family::kIPv4).Difference(Addresses({"10.0.0.0/8"})),
       "anywhere (IPv4) but 10.0.0.0/8"},
      {"as many blocks as are left", Addresses({"0.0.0.0/1"}), "0.0.0.0/1"},
      {"many blocks", Addresses(many),
       "10.0.0.0/24, 10.0.2.0/24, 10.0.4.0/24, 10.0.6.0/24, 10.0.8.0/24, 10.0.10.0/24, "
       "10.0.12.0/24, 10.0.14.0/24, 10.0.16.0/24, 10.0.18.0/24, 10.0.20.0/24, 10.0.22.0/24 and 3 "
       "more"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto phrases = DescribeRemotes(c.remotes, Language::kEnglish);
      REQUIRE(phrases.size() == 1);
      CHECK(phrases.front() == c.want);
    }
  }
}

TEST_CASE("rows go on where the terminal ends") {
  const PacketSet packets =
      Packets("TCP", "1,3,5,7,9,11,13,15", {"10.0.0.0/24", "10.0.2.0/24", "10.0.4.0/24"});
  CHECK(Rows(packets, 100) ==
        "tcp  1, 3, 5, 7, 9, 11, 13,  10.0.0.0/24, 10.0.2.0/24, 10.0.4.0/24\n"
        "     15\n");
  CHECK(Rows(packets, 40) ==
        "tcp  1, 3, 5, 7, 9, 11, 13,  10.0.0.0/24,\n"
        "     15                      10.0.2.0/24,\n"
        "                             10.0.4.0/24\n");
}

TEST_CASE("the packet that stands for a row") {
  const auto rows = RowsOf(Packets("TCP", "80-90", {"0.0.0.0/0"}));
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().Witness() == secgroup::Packet{secgroup::Protocol::kTcp, 80,
                                                   secgroup::Address::Parse("1.0.0.1").value()});
}

}  // namespace
}  // namespace portcullis::report
