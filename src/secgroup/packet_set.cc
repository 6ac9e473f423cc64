#include "secgroup/packet_set.h"

#include <algorithm>
#include <utility>

namespace portcullis::secgroup {
namespace {

constexpr std::uint32_t kPortEnd = 65536;

const AddressSet& NoAddresses() {
  static const AddressSet kNone;
  return kNone;
}

// Walks the slices of a protocol as a function of the port: what holds at a port, and up to where.
class PortCursor {
 public:
  explicit PortCursor(const std::vector<PacketSet::Slice>& slices) : slices_(slices) {}

  // The remotes at `port`, and the first port behind it at which they may differ.
  // REQUIRES: ports ascend from call to call.
  std::pair<const AddressSet*, std::uint32_t> At(std::uint32_t port) {
    while (next_ < slices_.size() && slices_[next_].last_port < port) ++next_;
    if (next_ == slices_.size()) return {&NoAddresses(), kPortEnd};
    const PacketSet::Slice& slice = slices_[next_];
    if (port < slice.first_port) return {&NoAddresses(), slice.first_port};
    return {&slice.remotes, slice.last_port + 1U};
  }

 private:
  const std::vector<PacketSet::Slice>& slices_;
  std::size_t next_ = 0;
};

template <typename Operation>
PacketSet Combine(const PacketSet& a, const PacketSet& b, Operation operation) {
  PacketSet result;
  for (const Protocol protocol : kProtocols) {
    PortCursor cursor_a(a.slices(protocol));
    PortCursor cursor_b(b.slices(protocol));
    for (std::uint32_t port = 0; port < kPortEnd;) {
      const auto [remotes_a, end_a] = cursor_a.At(port);
      const auto [remotes_b, end_b] = cursor_b.At(port);
      const std::uint32_t end = std::min(end_a, end_b);
      if (!remotes_a->Empty() || !remotes_b->Empty()) {
        result.Append(protocol, static_cast<std::uint16_t>(port),
                      static_cast<std::uint16_t>(end - 1), operation(*remotes_a, *remotes_b));
      }
      port = end;
    }
  }
  return result;
}

}  // namespace

PacketSet::PacketSet(const ServiceSet& services, const AddressSet& remotes) {
  for (const Protocol protocol : kProtocols) {
    AddressSet possible = remotes;
    if (!ExistsIn(protocol, Family::kIPv4)) possible = possible.Only(Family::kIPv6);
    if (!ExistsIn(protocol, Family::kIPv6)) possible = possible.Only(Family::kIPv4);
    for (const auto& ports : services.ports(protocol).intervals()) {
      Append(protocol, ports.first, ports.last, possible);
    }
  }
}

void PacketSet::Append(Protocol protocol, std::uint16_t first_port, std::uint16_t last_port,
                       AddressSet remotes) {
  if (remotes.Empty()) return;
  std::vector<Slice>& slices = slices_[static_cast<std::size_t>(protocol)];
  if (!slices.empty() && slices.back().last_port + 1 == first_port &&
      slices.back().remotes == remotes) {
    slices.back().last_port = last_port;
  } else {
    slices.push_back({first_port, last_port, std::move(remotes)});
  }
}

bool PacketSet::Empty() const {
  return std::all_of(slices_.begin(), slices_.end(),
                     [](const auto& slices) { return slices.empty(); });
}

bool PacketSet::Contains(const Packet& packet) const {
  return RemotesAt(packet.protocol, packet.port).Contains(packet.remote);
}

const AddressSet& PacketSet::RemotesAt(Protocol protocol, std::uint16_t port) const {
  const std::vector<Slice>& of_protocol = slices(protocol);
  const auto found = std::lower_bound(of_protocol.begin(), of_protocol.end(), port,
                                      [](const Slice& s, std::uint16_t p) { return s.last_port < p; });
  if (found == of_protocol.end() || found->first_port > port) return NoAddresses();
  return found->remotes;
}

PacketSet PacketSet::Union(const PacketSet& other) const {
  return Combine(*this, other,
                 [](const AddressSet& a, const AddressSet& b) { return a.Union(b); });
}

PacketSet PacketSet::Intersect(const PacketSet& other) const {
  return Combine(*this, other,
                 [](const AddressSet& a, const AddressSet& b) { return a.Intersect(b); });
}

PacketSet PacketSet::Difference(const PacketSet& other) const {
  return Combine(*this, other,
                 [](const AddressSet& a, const AddressSet& b) { return a.Difference(b); });
}

std::optional<Packet> PacketSet::Witness() const {
  for (const Protocol protocol : kProtocols) {
    if (slices(protocol).empty()) continue;
    const Slice& lowest = slices(protocol).front();
    return Packet{protocol, lowest.first_port, *lowest.remotes.Witness()};
  }
  return std::nullopt;
}

}  // namespace portcullis::secgroup
