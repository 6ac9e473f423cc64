#pragma once

#include <string>

namespace portcullis::oracle {

enum class Direction { kIngress, kEgress };

// kIcmp travels in IPv4 and kIcmpv6 in IPv6 only; the others in both. kOther is every protocol that
// the cloud has no word for.
enum class Protocol { kTcp, kUdp, kIcmp, kIcmpv6, kGre, kOther };

struct Packet {
  Direction direction;
  Protocol protocol;
  std::string remote;  // an IPv4 or IPv6 address as text
  int port;            // ignored unless TCP or UDP
};

const char* ToString(Direction direction);
const char* ToString(Protocol protocol);

bool HasPorts(Protocol protocol);

}  // namespace portcullis::oracle
