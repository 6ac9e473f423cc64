#include "tests/oracle/packet.h"

namespace portcullis::oracle {

const char* ToString(Direction direction) {
  return direction == Direction::kIngress ? "ingress" : "egress";
}

const char* ToString(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp:
      return "tcp";
    case Protocol::kUdp:
      return "udp";
    case Protocol::kIcmp:
      return "icmp";
    case Protocol::kIcmpv6:
      return "icmpv6";
    case Protocol::kGre:
      return "gre";
    case Protocol::kOther:
      break;
  }
  return "other";
}

bool HasPorts(Protocol protocol) {
  return protocol == Protocol::kTcp || protocol == Protocol::kUdp;
}

}  // namespace portcullis::oracle
