#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "secgroup/interval_set.h"
#include "secgroup/protocol.h"

namespace portcullis::secgroup {

using PortSet = IntervalSet<std::uint16_t>;

// Every port, 0 included: what a rule for ALL ports matches.
PortSet AllPorts();

// A set of (protocol, port) pairs: what a rule says about the service. Protocols without ports are in
// or out as a whole. A value type.
class ServiceSet {
 public:
  ServiceSet() = default;
  // The given ports for those of the protocols that have ports, the others as a whole.
  ServiceSet(ProtocolSet protocols, const PortSet& ports);
  static ServiceSet All();

  // The protocol and port of a rule, compared without case. Protocol is TCP, UDP, ICMP, ICMPv6, GRE or
  // ALL; port is ALL, N, A-B or a list of these. Empty means ALL in both. A port beside ALL protocols
  // is refused; beside ICMP, ICMPv6 or GRE it is ignored, as the cloud does.
  static Result<ServiceSet> Parse(std::string_view protocol, std::string_view port);
  // A member of a service template, `protocol[:ports]`, such as `tcp:80,443`, `udp:all` or `icmp`.
  static Result<ServiceSet> ParseMember(std::string_view text);

  // The port is ignored where the protocol has none.
  bool Contains(Protocol protocol, std::uint16_t port) const;
  // The ports of a protocol; for one without ports every port or none.
  const PortSet& ports(Protocol protocol) const;

  ServiceSet Union(const ServiceSet& other) const;

  friend bool operator==(const ServiceSet&, const ServiceSet&) = default;

 private:
  PortSet tcp_;
  PortSet udp_;
  ProtocolSet portless_;
};

}  // namespace portcullis::secgroup
