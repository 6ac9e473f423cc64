#pragma once

// What the rules of a list are for, by definition: every completion of every packet is tried, with and
// without each rule. Shares no code with the real engine.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/oracle/oracle.h"
#include "tests/oracle/packet.h"

namespace portcullis::oracle {

// A rule of a list: its group and its position there.
using RuleName = std::pair<std::string, int>;

struct Usage {
  bool decides = false;  // some packet, under some completion
  bool needed = false;   // without it some packet gets the other action, under some completion

  // Of the packets that are in the sets the rule matches by and in no other: the rules that take them
  // first, those that take them if the rule is not there, and whether no rule does then.
  std::set<RuleName> takers;
  std::set<RuleName> heirs;
  bool dropped_by_default = false;
};

// Of each rule that can match one of the packets, all of one direction; the other rules decide none. A
// group without rules may accept a packet, drop it or pass it on.
std::map<RuleName, Usage> UsageOf(const Oracle& oracle, const std::vector<std::string>& groups,
                                  const std::vector<Packet>& packets);

}  // namespace portcullis::oracle
