#include "secgroup/packet_set.h"

#include <doctest/doctest.h>

#include "tests/secgroup/packet_set_text.h"

namespace portcullis::secgroup {
namespace {

PacketSet Box(const std::string& protocol, const std::string& port, const std::string& block) {
  return PacketSet(ServiceSet::Parse(protocol, port).value(),
                   AddressSet(std::vector{AddressRange::ParseBlock(block).value()}));
}

TEST_CASE("the port axis is cut exactly where the remotes change") {
  const PacketSet low = Box("TCP", "0-99", "10.0.0.0/8");
  const PacketSet high = Box("TCP", "100-200", "10.0.0.0/8");
  CHECK(Text(low.Union(high)) == "tcp 0-200 10.0.0.0/8\n");
  CHECK(Text(low.Union(Box("TCP", "50-150", "11.0.0.0/8"))) ==
        "tcp 0-49 10.0.0.0/8\ntcp 50-99 10.0.0.0/7\ntcp 100-150 11.0.0.0/8\n");
  CHECK(Text(low.Difference(Box("TCP", "7", "10.0.0.0/9"))) ==
        "tcp 0-6 10.0.0.0/8\ntcp 7 10.128.0.0/9\ntcp 8-99 10.0.0.0/8\n");
  CHECK(Text(low.Intersect(Box("ALL", "ALL", "10.9.0.0/16"))) == "tcp 0-99 10.9.0.0/16\n");
  CHECK(low.Intersect(high).Empty());
  CHECK(low.Difference(low) == PacketSet());
}

TEST_CASE("ICMP takes IPv4 remotes only, ICMPv6 takes IPv6 only") {
  CHECK(Text(Box("ALL", "ALL", "10.0.0.0/8")) ==
        "tcp 0-65535 10.0.0.0/8\nudp 0-65535 10.0.0.0/8\nicmp 10.0.0.0/8\ngre 10.0.0.0/8\nother "
        "10.0.0.0/8\n");
  CHECK(Text(Box("ALL", "ALL", "::/0")) ==
        "tcp 0-65535 ::/0\nudp 0-65535 ::/0\nicmpv6 ::/0\ngre ::/0\nother ::/0\n");
  CHECK(Box("ICMP", "", "::/0").Empty());
}

TEST_CASE("the witness is the lowest protocol, then port, then an ordinary address") {
  const PacketSet set = Box("UDP", "5", "0.0.0.0/0").Union(Box("TCP", "80-90", "0.0.0.0/0"));
  const Packet want{Protocol::kTcp, 80, Address::Parse("1.0.0.1").value()};
  REQUIRE(set.Witness().has_value());
  CHECK(*set.Witness() == want);
  CHECK_FALSE(PacketSet().Witness().has_value());
}

TEST_CASE("remotes are looked up by port") {
  const PacketSet set = Box("TCP", "80-90", "10.0.0.0/8").Union(Box("TCP", "65535", "11.0.0.0/8"));
  CHECK(set.RemotesAt(Protocol::kTcp, 79).Empty());
  CHECK_FALSE(set.RemotesAt(Protocol::kTcp, 80).Empty());
  CHECK_FALSE(set.RemotesAt(Protocol::kTcp, 90).Empty());
  CHECK(set.RemotesAt(Protocol::kTcp, 91).Empty());
  CHECK_FALSE(set.RemotesAt(Protocol::kTcp, 65535).Empty());
  CHECK(set.RemotesAt(Protocol::kUdp, 80).Empty());
}

}  // namespace
}  // namespace portcullis::secgroup
