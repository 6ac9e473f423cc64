#pragma once

#include <vector>

#include "cluster/facts.h"
#include "json/field.h"
#include "secgroup/address_set.h"

namespace portcullis::document {

// A list of CIDR blocks and bare addresses of both families. Absent: empty.
secgroup::AddressSet ReadBlocks(const json::Field& list);

// A list of {name, clusterId, containerCidrs, nodeCidrs}; names are required and unique.
std::vector<cluster::PeerCluster> ReadPeerClusters(const json::Field& list);

}  // namespace portcullis::document
