#pragma once

#include <vector>

#include "secgroup/decision.h"
#include "secgroup/packet_set.h"
#include "secgroup/partition.h"

namespace portcullis::secgroup {

// The packets that have one verdict before and another one after.
struct VerdictChange {
  Verdict before;
  Verdict after;
  // Only packets that are unknown on both sides can be alike: those that hang on the same things,
  // so that whatever these hold, nothing has changed.
  bool alike;
  PacketSet packets;  // not empty

  friend bool operator==(const VerdictChange&, const VerdictChange&) = default;
};

// What becomes of packets between two states of a list, or between two lists, of one direction. In
// order of the verdicts before, then after (accept, drop, unknown); of what is unknown on both
// sides first what is alike. Disjoint, and every packet that is missing has the same known verdict
// on both sides. Lists that differ without effect give nothing but what is unknown and alike.
std::vector<VerdictChange> Difference(const PartitionedList& before, const PartitionedList& after);

}  // namespace portcullis::secgroup
