#pragma once

#include "policy/cluster_view.h"
#include "secgroup/address_set.h"

// What is open to the world. It is counted, not read from the text of rules, so that neither two
// halves of 0.0.0.0/0 nor a block that is carved out hide anything.
namespace portcullis::policy {

// The part of a set that is public: neither special-purpose nor of the cluster's own networks.
secgroup::AddressSet PublicPart(const secgroup::AddressSet& addresses, const ClusterView& view);

// Whether so many public addresses get in that it is the world: more than 2^24 of IPv4 or 2^112 of IPv6.
bool IsTheWorld(const secgroup::AddressSet& public_addresses);

// The ports of a protocol at which a set of packets lets the world in.
secgroup::PortSet WorldOpenPorts(const secgroup::PacketSet& packets, secgroup::Protocol protocol,
                                 const ClusterView& view);

}  // namespace portcullis::policy
