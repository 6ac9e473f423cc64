#include "report/packet_text.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::report {
namespace {

std::string Read(const PacketWords& words) {
  const auto packet = ReadPacket(words);
  if (!packet) return packet.error().message;
  return Render(DescribePacket(packet->direction, packet->packet, ""), message::Language::kEnglish);
}

TEST_CASE("packets in words") {
  struct Case {
    std::string name;
    PacketWords words;
    std::string want;
  };
  const Case cases[] = {
      {"tcp", {"ingress", "tcp", 30080, "203.0.113.9"}, "tcp 30080 from 203.0.113.9"},
      {"udp on egress", {"egress", "udp", 53, "10.0.0.1"}, "udp 53 to 10.0.0.1"},
      {"the first port", {"ingress", "tcp", 0, "10.0.0.1"}, "tcp 0 from 10.0.0.1"},
      {"the last port", {"ingress", "tcp", 65535, "10.0.0.1"}, "tcp 65535 from 10.0.0.1"},
      {"a port too many", {"ingress", "tcp", 65536, "10.0.0.1"}, "port 65536; use 0 to 65535"},
      {"a negative port", {"ingress", "udp", -1, "10.0.0.1"}, "port -1; use 0 to 65535"},
      {"no port", {"ingress", "tcp", {}, "10.0.0.1"}, "tcp has no verdict without a port"},
      {"icmp", {"egress", "icmp", {}, "10.0.0.1"}, "icmp to 10.0.0.1"},
      {"a port that the protocol has not",
       {"ingress", "gre", 99999, "10.0.0.1"},
       "gre from 10.0.0.1"},
      {"sctp has no word of its own", {"ingress", "sctp", 80, "10.0.0.1"}, "other from 10.0.0.1"},
      {"other", {"ingress", "other", {}, "::1"}, "other from ::1"},
      {"IPv6", {"ingress", "tcp", 22, "2001:DB8:0::1"}, "tcp 22 from 2001:db8::1"},
      {"icmpv6", {"ingress", "icmpv6", {}, "2001:db8::1"}, "icmpv6 from 2001:db8::1"},
      {"icmp over IPv6",
       {"ingress", "icmp", {}, "::1"},
       "icmp does not exist over IPv6; use icmpv6"},
      {"icmpv6 over IPv4",
       {"ingress", "icmpv6", {}, "10.0.0.1"},
       "icmpv6 does not exist over IPv4; use icmp"},
      {"an unknown protocol",
       {"ingress", "TCP", 80, "10.0.0.1"},
       "protocol \"TCP\"; use tcp, udp, icmp, icmpv6, gre, sctp or other"},
      {"an unknown direction",
       {"in", "tcp", 80, "10.0.0.1"},
       "direction \"in\"; use ingress or egress"},
      {"a block",
       {"ingress", "tcp", 80, "10.0.0.0/8"},
       "remote \"10.0.0.0/8\" is no address; use an IPv4 or IPv6 address such as 10.0.1.5 or "
       "2001:db8::1, without a prefix length"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read(c.words) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::report
