#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "secgroup/rule_list.h"

namespace portcullis::secgroup {

// What a rule is for, under every possible content of the unknown sets. Ascending.
enum class RuleUse : std::uint8_t {
  kShadowed,   // decides no packet
  kRedundant,  // decides some, and without it every one of them gets the same action
  kNeeded,     // without it some packet gets the other action
};

// What one rule of a list is for, and the rules that make it so.
struct RuleUsage {
  RuleUse use = RuleUse::kShadowed;

  // Of a shadowed rule, the rules that take its packets; none if it matches no packet. Of a redundant
  // one, the rules that would take them. Positions in RuleList::entries(), ascending. Looked at are
  // packets that are in the unknown sets that the rule itself matches by and in no other; so a rule
  // that only might take them is not named.
  std::vector<std::size_t> others;
  // Of a redundant rule: some of those packets would pass all rules, and be dropped.
  bool dropped_by_default = false;
};

// One for each of the list's entries. Costs up to about three times as much as MakePartition.
// REQUIRES: the list does not end at a group without known rules; RuleList::MakeWithStandIns makes such.
std::vector<RuleUsage> MakeRuleUsage(const RuleList& list);

}  // namespace portcullis::secgroup
