#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

#include "secgroup/inventory.h"
#include "secgroup/rule_list.h"

namespace portcullis {

// Groups "sg-0" to "sg-<groups-1>" of `rules` random rules in each direction: TCP, UDP, ICMP, GRE and
// ALL, single ports, ranges and lists, IPv4 and IPv6 blocks from /0 to single addresses, ACCEPT and
// DROP. The same seed gives the same rules.
secgroup::Inventory RandomGroups(std::size_t groups, std::size_t rules, std::uint64_t seed);

// The list of all these groups, in order.
secgroup::RuleList RandomList(std::size_t groups, std::size_t rules, std::uint64_t seed);

}  // namespace portcullis
