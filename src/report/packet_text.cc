#include "report/packet_text.h"

#include <utility>
#include <vector>

#include "base/quoted.h"

namespace portcullis::report {
namespace {

using secgroup::Direction;
using secgroup::Family;
using secgroup::Protocol;

std::optional<Protocol> ParseProtocol(std::string_view text) {
  if (text == "sctp") return Protocol::kOther;
  for (const Protocol protocol : secgroup::kProtocols) {
    if (text == secgroup::ToString(protocol)) return protocol;
  }
  return std::nullopt;
}

}  // namespace

Result<DirectedPacket> ReadPacket(const PacketWords& words) {
  DirectedPacket result{};
  if (words.direction == "ingress") {
    result.direction = Direction::kIngress;
  } else if (words.direction == "egress") {
    result.direction = Direction::kEgress;
  } else {
    return InvalidArgument("direction " + Quoted(words.direction) + "; use ingress or egress");
  }
  const auto protocol = ParseProtocol(words.protocol);
  if (!protocol) {
    return InvalidArgument("protocol " + Quoted(words.protocol) +
                           "; use tcp, udp, icmp, icmpv6, gre, sctp or other");
  }
  result.packet.protocol = *protocol;
  if (secgroup::HasPorts(*protocol)) {
    if (!words.port) {
      return InvalidArgument(std::string(words.protocol) + " has no verdict without a port");
    }
    if (*words.port < 0 || *words.port > 65535) {
      return InvalidArgument("port " + std::to_string(*words.port) + "; use 0 to 65535");
    }
    result.packet.port = static_cast<std::uint16_t>(*words.port);
  }
  const auto remote = secgroup::Address::Parse(words.remote);
  if (!remote) return InvalidArgument("remote " + remote.error().message);
  if (!secgroup::ExistsIn(*protocol, remote->family)) {
    return InvalidArgument(std::string(words.protocol) + " does not exist over " +
                           (remote->family == Family::kIPv4 ? "IPv4; use icmp" : "IPv6; use icmpv6"));
  }
  result.packet.remote = *remote;
  return result;
}

message::Text DescribePacket(Direction direction, const secgroup::Packet& packet,
                             const std::string& host) {
  std::string service(secgroup::ToString(packet.protocol));
  if (secgroup::HasPorts(packet.protocol)) service += ' ' + std::to_string(packet.port);
  std::vector<message::Place> places = {
      {"packet", std::move(service)}, {"remote", packet.remote.ToString()}, {"host", host}};
  if (direction == Direction::kIngress) {
    return {host.empty() ? "{packet} from {remote}"_msg : "{packet} from {remote} into {host}"_msg,
            std::move(places)};
  }
  return {host.empty() ? "{packet} to {remote}"_msg : "{packet} to {remote} out of {host}"_msg,
          std::move(places)};
}

}  // namespace portcullis::report
