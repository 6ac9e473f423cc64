#include "report/box.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace portcullis::report {
namespace {

using secgroup::AddressRange;
using secgroup::AddressSet;
using secgroup::PacketSet;
using secgroup::ServiceSet;

PacketSet Packets(const std::string& protocol, const std::string& ports,
                  const std::vector<std::string>& blocks) {
  std::vector<AddressRange> ranges;
  for (const std::string& block : blocks) {
    ranges.push_back(AddressRange::ParseMember(block).value());
  }
  return PacketSet(ServiceSet::Parse(protocol, ports).value(), AddressSet(ranges));
}

std::string Json(const PacketSet& packets) {
  std::string out;
  json::Writer writer(out);
  writer.StartObject();
  WriteBoxes(writer, "b", packets);
  writer.EndObject();
  return out;
}

TEST_CASE("a set of packets as boxes") {
  struct Case {
    std::string name;
    PacketSet packets;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", PacketSet(), R"({"b":[]})"},
      {"one port", Packets("TCP", "80", {"10.0.0.0/8"}),
       R"({"b":[{"protocol":"tcp","ports":"80","remotes":["10.0.0.0/8"]}]})"},
      {"the ends of the port axis",
       Packets("UDP", "0", {"::/0"}).Union(Packets("UDP", "65535", {"::/0"})),
       R"({"b":[{"protocol":"udp","ports":"0","remotes":["::/0"]},)"
       R"({"protocol":"udp","ports":"65535","remotes":["::/0"]}]})"},
      {"a cut only where the remotes change",
       Packets("TCP", "1-9", {"10.0.0.0/9"})
           .Union(Packets("TCP", "1-5", {"10.128.0.0/9"}))
           .Union(Packets("TCP", "10-12", {"10.0.0.0/9"})),
       R"({"b":[{"protocol":"tcp","ports":"1-5","remotes":["10.0.0.0/8"]},)"
       R"({"protocol":"tcp","ports":"6-12","remotes":["10.0.0.0/9"]}]})"},
      {"no ports where the protocol has none", Packets("ICMP", "", {"10.0.0.1", "::/0"}),
       R"({"b":[{"protocol":"icmp","remotes":["10.0.0.1/32"]}]})"},
      {"the fewest blocks, IPv4 first, ascending",
       Packets("TCP", "22", {"2001:db8::1", "10.0.0.1-10.0.0.4", "9.0.0.0/8"}),
       R"({"b":[{"protocol":"tcp","ports":"22","remotes":["9.0.0.0/8","10.0.0.1/32",)"
       R"("10.0.0.2/31","10.0.0.4/32","2001:db8::1/128"]}]})"},
      {"protocols in canonical order",
       Packets("ALL", "", {"10.0.0.1"}).Union(Packets("ICMPv6", "", {"::/0"})),
       R"({"b":[{"protocol":"tcp","ports":"0-65535","remotes":["10.0.0.1/32"]},)"
       R"({"protocol":"udp","ports":"0-65535","remotes":["10.0.0.1/32"]},)"
       R"({"protocol":"icmp","remotes":["10.0.0.1/32"]},)"
       R"({"protocol":"icmpv6","remotes":["::/0"]},)"
       R"({"protocol":"gre","remotes":["10.0.0.1/32"]},)"
       R"({"protocol":"other","remotes":["10.0.0.1/32"]}]})"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Json(c.packets) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::report
