#pragma once

#include "secgroup/packet_set.h"
#include "secgroup/rule_list.h"

namespace portcullis::secgroup {

// All packets of a list's direction by verdict: disjoint, and together every packet there is.
struct Partition {
  PacketSet accepted;
  PacketSet dropped;
  PacketSet unknown;
};

// Agrees with Explain on every packet. The cost is about the number of rules that name ports, times the
// number of address ranges that change with each; a list of 500 rules takes well under a millisecond.
Partition MakePartition(const RuleList& list);

}  // namespace portcullis::secgroup
