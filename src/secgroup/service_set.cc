#include "secgroup/service_set.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/quoted.h"

namespace portcullis::secgroup {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return Lower(a) == b; });
}

std::optional<ProtocolSet> ParseProtocols(std::string_view text) {
  if (text.empty() || EqualsIgnoringCase(text, "all")) return ProtocolSet::All();
  // kOther has no name that the cloud would accept.
  for (const Protocol protocol : kProtocols) {
    if (protocol != Protocol::kOther && EqualsIgnoringCase(text, ToString(protocol))) {
      return ProtocolSet{protocol};
    }
  }
  return std::nullopt;
}

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::optional<PortSet> ParsePorts(std::string_view text) {
  if (text.empty() || EqualsIgnoringCase(text, "all")) return AllPorts();
  std::vector<Interval<std::uint16_t>> ranges;
  while (true) {
    const auto comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const auto dash = item.find('-');
    const auto first = ParsePort(item.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : ParsePort(item.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    ranges.push_back({*first, *last});
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return PortSet(std::move(ranges));
}

}  // namespace

std::string_view ToString(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp: return "tcp";
    case Protocol::kUdp: return "udp";
    case Protocol::kIcmp: return "icmp";
    case Protocol::kIcmpv6: return "icmpv6";
    case Protocol::kGre: return "gre";
    case Protocol::kOther: return "other";
  }
  return "other";
}

PortSet AllPorts() { return PortSet().Complement(); }

ServiceSet::ServiceSet(ProtocolSet protocols, const PortSet& ports) {
  if (protocols.Contains(Protocol::kTcp)) tcp_ = ports;
  if (protocols.Contains(Protocol::kUdp)) udp_ = ports;
  for (const Protocol protocol : kProtocols) {
    if (!HasPorts(protocol) && protocols.Contains(protocol)) portless_.Add(protocol);
  }
}

ServiceSet ServiceSet::All() { return ServiceSet(ProtocolSet::All(), AllPorts()); }

Result<ServiceSet> ServiceSet::Parse(std::string_view protocol, std::string_view port) {
  const auto protocols = ParseProtocols(protocol);
  if (!protocols) {
    return InvalidArgument(Quoted(protocol) +
                           " is no protocol; use TCP, UDP, ICMP, ICMPv6, GRE or ALL");
  }
  if (*protocols == ProtocolSet::All()) {
    if (!port.empty() && !EqualsIgnoringCase(port, "all")) {
      return InvalidArgument("port " + Quoted(port) +
                             " beside protocol ALL; use port ALL, or protocol TCP or UDP");
    }
    return All();
  }
  if (!protocols->Contains(Protocol::kTcp) && !protocols->Contains(Protocol::kUdp)) {
    return ServiceSet(*protocols, AllPorts());
  }
  const auto ports = ParsePorts(port);
  if (!ports) {
    return InvalidArgument(Quoted(port) +
                           " is no port range; use N, A-B with A <= B, a list of them, or ALL "
                           "(ports are 0 to 65535)");
  }
  return ServiceSet(*protocols, *ports);
}

Result<ServiceSet> ServiceSet::ParseMember(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view protocol = text.substr(0, colon);
  const std::string_view ports =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (!protocol.empty()) {
    if (auto services = Parse(protocol, ports)) return services;
  }
  return InvalidArgument(Quoted(text) +
                         " is no member of a service template; use protocol:ports such as tcp:80, "
                         "tcp:80,443, udp:3000-4000, tcp:all, icmp or gre");
}

bool ServiceSet::Contains(Protocol protocol, std::uint16_t port) const {
  if (protocol == Protocol::kTcp) return tcp_.Contains(port);
  if (protocol == Protocol::kUdp) return udp_.Contains(port);
  return portless_.Contains(protocol);
}

const PortSet& ServiceSet::ports(Protocol protocol) const {
  static const PortSet kEvery = AllPorts();
  static const PortSet kNone;
  if (protocol == Protocol::kTcp) return tcp_;
  if (protocol == Protocol::kUdp) return udp_;
  return portless_.Contains(protocol) ? kEvery : kNone;
}

ServiceSet ServiceSet::Union(const ServiceSet& other) const {
  ServiceSet result = *this;
  result.tcp_ = tcp_.Union(other.tcp_);
  result.udp_ = udp_.Union(other.udp_);
  for (const Protocol protocol : kProtocols) {
    if (other.portless_.Contains(protocol)) result.portless_.Add(protocol);
  }
  return result;
}

}  // namespace portcullis::secgroup
