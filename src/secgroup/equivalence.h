#pragma once

#include "secgroup/packet.h"
#include "secgroup/rule_list.h"

namespace portcullis::secgroup {

// Whether two lists, of the same direction and perhaps from two states of an inventory, decide a
// packet alike whatever the sets hold that nobody knows. Two packets that are unknown are unknown
// for the same reason if and only if this holds. A set is the same in both lists if its kind and
// name are. A group without known rules decides like itself and like no other group; no group at
// all like no group.
bool DecideAlike(const RuleList& a, const RuleList& b, const Packet& packet);

}  // namespace portcullis::secgroup
