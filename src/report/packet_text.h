#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "message/text.h"
#include "secgroup/packet.h"
#include "secgroup/rule.h"

// Packets as people and programs write them.
namespace portcullis::report {

// A packet as it is given: nothing checked yet.
struct PacketWords {
  std::string_view direction;  // "ingress" or "egress"
  std::string_view protocol;   // tcp, udp, icmp, icmpv6, gre, sctp or other
  std::optional<std::int64_t> port;
  std::string_view remote;
};

struct DirectedPacket {
  secgroup::Direction direction;
  secgroup::Packet packet;
};

// The packet that the words name. TCP and UDP want a port; where the protocol has none it is ignored.
// `sctp` is one of the protocols that the cloud has no word for.
Result<DirectedPacket> ReadPacket(const PacketWords& words);

// "tcp 30080 from 203.0.113.9", "icmp to 10.0.0.1"; with a host (may be empty) "... into 10.0.1.5".
message::Text DescribePacket(secgroup::Direction direction, const secgroup::Packet& packet,
                             const std::string& host);

}  // namespace portcullis::report
