#pragma once

#include <memory>
#include <string>
#include <vector>

#include "policy/cluster_view.h"
#include "secgroup/decision.h"
#include "secgroup/packet_set.h"
#include "secgroup/rule.h"

// The PacketSuite document: packets with the verdict that a team wants kept, every name resolved
// against the facts.
namespace portcullis::suite {

// One group list in one direction, and whose it is. Keeps alive what it points at.
struct AskedList {
  std::shared_ptr<const policy::JudgedList::Side> side;
  std::string instance;  // the first that has the list; empty where groups were named
  std::string node;      // its Node; may be empty
};

struct Case {
  std::string name;
  secgroup::Direction direction = secgroup::Direction::kIngress;
  secgroup::PacketSet packets;   // not empty
  std::vector<AskedList> lists;  // not empty; in order of group ids
  secgroup::Verdict expected = secgroup::Verdict::kAccept;
};

struct PacketSuite {
  std::string name;
  std::vector<Case> cases;
};

}  // namespace portcullis::suite
