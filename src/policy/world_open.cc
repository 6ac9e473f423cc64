#include "policy/world_open.h"

#include <vector>

#include "policy/clients.h"

namespace portcullis::policy {
namespace {

using secgroup::Uint128;

// Whether a set has more than `limit` members. REQUIRES: limit < 2^127, so that the sum of a part and
// of one interval more does not overflow before it is compared.
template <typename T>
bool HasMoreThan(const secgroup::IntervalSet<T>& set, Uint128 limit) {
  Uint128 count = 0;
  for (const auto& [first, last] : set.intervals()) {
    const Uint128 more = Uint128{last} - first;  // one less than there are
    if (more >= limit - count) return true;
    count += more + 1;
  }
  return false;
}

}  // namespace

secgroup::AddressSet PublicPart(const secgroup::AddressSet& addresses, const ClusterView& view) {
  return addresses.Difference(SpecialPurposeAddresses()).Difference(view.own_networks());
}

bool IsTheWorld(const secgroup::AddressSet& public_addresses) {
  return HasMoreThan(public_addresses.v4(), Uint128{1} << 24) ||
         HasMoreThan(public_addresses.v6(), Uint128{1} << 112);
}

secgroup::PortSet WorldOpenPorts(const secgroup::PacketSet& packets, secgroup::Protocol protocol,
                                 const ClusterView& view) {
  std::vector<secgroup::Interval<std::uint16_t>> ports;
  for (const auto& [first, last, remotes] : packets.slices(protocol)) {
    if (IsTheWorld(PublicPart(remotes, view))) ports.push_back({first, last});
  }
  return secgroup::PortSet(std::move(ports));
}

}  // namespace portcullis::policy
