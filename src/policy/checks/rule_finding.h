#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "policy/check_input.h"

// What the checks of a group's rules share.
namespace portcullis::policy {

// The finding about one rule: its place, its identity, and the place {rule}, such as "ingress 3".
Finding MakeRuleFinding(const GroupInput& input, secgroup::Direction direction, std::size_t index);

// Calls `visit` with each rule whose use is `use`.
void ForEachRule(const GroupInput& input, secgroup::RuleUse use,
                 const std::function<void(secgroup::Direction, std::size_t,
                                          const RuleAnalysis::Usage&)>& visit);

// "sg-base ingress 0, sg-node ingress 3 and 2 more". REQUIRES: there is one.
message::Text DescribeRules(const std::vector<RuleAnalysis::Other>& rules,
                            secgroup::Direction direction);

}  // namespace portcullis::policy
