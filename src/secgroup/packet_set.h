#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "secgroup/address_set.h"
#include "secgroup/packet.h"
#include "secgroup/service_set.h"

namespace portcullis::secgroup {

// A set of packets of one direction, in canonical form: for each protocol the port axis is cut exactly
// where the set of remotes changes, so that equal sets have equal representations. A value type.
class PacketSet {
 public:
  // A run of ports with one set of remotes. Protocols without ports use the whole range.
  struct Slice {
    std::uint16_t first_port;
    std::uint16_t last_port;  // inclusive
    AddressSet remotes;       // not empty

    friend bool operator==(const Slice&, const Slice&) = default;
  };

  PacketSet() = default;
  // Every packet of the services from or to the remotes; families that a protocol does not have are
  // left out.
  PacketSet(const ServiceSet& services, const AddressSet& remotes);

  // Adds packets behind all others of the protocol. REQUIRES: first_port is above the last port of the
  // protocol so far.
  void Append(Protocol protocol, std::uint16_t first_port, std::uint16_t last_port,
              AddressSet remotes);

  bool Empty() const;
  bool Contains(const Packet& packet) const;
  // Ascending by port.
  const std::vector<Slice>& slices(Protocol protocol) const {
    return slices_[static_cast<std::size_t>(protocol)];
  }
  // The remotes of one protocol and port; logarithmic in the number of slices.
  const AddressSet& RemotesAt(Protocol protocol, std::uint16_t port) const;

  PacketSet Union(const PacketSet& other) const;
  PacketSet Intersect(const PacketSet& other) const;
  PacketSet Difference(const PacketSet& other) const;

  // The packet that stands for the set in a message: the lowest protocol, then port, then remote as
  // AddressSet::Witness. Nothing if empty.
  std::optional<Packet> Witness() const;

  friend bool operator==(const PacketSet&, const PacketSet&) = default;

 private:
  std::array<std::vector<Slice>, kProtocols.size()> slices_;
};

}  // namespace portcullis::secgroup
