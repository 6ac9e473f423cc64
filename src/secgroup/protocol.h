#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "secgroup/address.h"

namespace portcullis::secgroup {

// What a security group can tell apart, in canonical order. kOther is every protocol that the cloud
// has no word for; SCTP is one of them, so only a rule for ALL matches it.
enum class Protocol : std::uint8_t { kTcp, kUdp, kIcmp, kIcmpv6, kGre, kOther };

inline constexpr std::array<Protocol, 6> kProtocols = {Protocol::kTcp,    Protocol::kUdp,
                                                       Protocol::kIcmp,   Protocol::kIcmpv6,
                                                       Protocol::kGre,    Protocol::kOther};

// "tcp", "udp", "icmp", "icmpv6", "gre", "other".
std::string_view ToString(Protocol protocol);

constexpr bool HasPorts(Protocol protocol) {
  return protocol == Protocol::kTcp || protocol == Protocol::kUdp;
}

// ICMP exists over IPv4 only and ICMPv6 over IPv6 only; the others over both.
constexpr bool ExistsIn(Protocol protocol, Family family) {
  if (protocol == Protocol::kIcmp) return family == Family::kIPv4;
  if (protocol == Protocol::kIcmpv6) return family == Family::kIPv6;
  return true;
}

// A set of protocols. A value type.
class ProtocolSet {
 public:
  constexpr ProtocolSet() = default;
  constexpr ProtocolSet(std::initializer_list<Protocol> protocols) {
    for (const Protocol protocol : protocols) Add(protocol);
  }
  static constexpr ProtocolSet All() {
    ProtocolSet all;
    for (const Protocol protocol : kProtocols) all.Add(protocol);
    return all;
  }

  constexpr void Add(Protocol protocol) { bits_ = static_cast<std::uint8_t>(bits_ | Bit(protocol)); }
  constexpr bool Contains(Protocol protocol) const { return (bits_ & Bit(protocol)) != 0; }
  constexpr bool Empty() const { return bits_ == 0; }

  friend constexpr bool operator==(ProtocolSet, ProtocolSet) = default;

 private:
  static constexpr std::uint8_t Bit(Protocol protocol) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(protocol));
  }
  std::uint8_t bits_ = 0;
};

}  // namespace portcullis::secgroup
