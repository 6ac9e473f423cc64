#pragma once

#include <cstdint>

#include "secgroup/address.h"
#include "secgroup/protocol.h"

namespace portcullis::secgroup {

// The first packet of a flow, as far as a security group looks at it: no source port, no ICMP type, no
// state. `port` is the destination port (the instance's on ingress, the remote's on egress) and 0 where
// the protocol has none. ICMP goes with IPv4 addresses only, ICMPv6 with IPv6 only.
struct Packet {
  Protocol protocol = Protocol::kTcp;
  std::uint16_t port = 0;
  Address remote;

  friend bool operator==(const Packet&, const Packet&) = default;
};

}  // namespace portcullis::secgroup
