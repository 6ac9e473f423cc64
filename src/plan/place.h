#pragma once

#include <cstddef>
#include <optional>

#include "secgroup/inventory.h"
#include "secgroup/packet_set.h"
#include "secgroup/rule_list.h"

namespace portcullis::plan {

// In front of the rule at `index` of a group's list of one direction; behind the last where there
// is no such rule.
struct Place {
  secgroup::GroupId group;
  std::size_t index;
};

// Where a rule has to stand in a list to be the first that says something final about the packets:
// in front of the first rule that drops one of them or, for all that is known, may; at the end of
// the last group if none does. Nothing where the rules of the group are not known that the packets
// end at.
std::optional<Place> PlaceFor(const secgroup::RuleList& list, const secgroup::PacketSet& packets,
                              const secgroup::Inventory& inventory);

}  // namespace portcullis::plan
