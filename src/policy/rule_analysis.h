#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "cluster/facts.h"
#include "secgroup/rule_usage.h"

namespace portcullis::policy {

// What the rules of the facts' groups are for, over every list of an instance or network interface that
// contains the group, or in the group alone where none does. Immutable, thread-safe; refers to the facts,
// which must outlive it.
class RuleAnalysis {
 public:
  // A rule of another or the same group, in the same direction.
  struct Other {
    const secgroup::SecurityGroup* group;
    std::size_t index;

    secgroup::RuleAction action(secgroup::Direction direction) const {
      return group->rules->of(direction)[index].action;
    }
    friend bool operator==(const Other&, const Other&) = default;
  };

  // secgroup::RuleUsage for all lists: a rule is shadowed if it is in every one of them, and redundant if
  // it is needed in none. `others` are those of all lists that say so, by group and index.
  struct Usage {
    secgroup::RuleUse use = secgroup::RuleUse::kShadowed;
    std::vector<Other> others;
    bool dropped_by_default = false;
  };

  // Costs secgroup::MakeRuleUsage for every distinct list and direction.
  explicit RuleAnalysis(const cluster::Facts& facts);

  // One for each rule of the group. REQUIRES: the group is of the facts, and its rules are known.
  const std::vector<Usage>& Of(const secgroup::SecurityGroup& group,
                               secgroup::Direction direction) const;

 private:
  struct Sides {
    std::vector<Usage> ingress;
    std::vector<Usage> egress;

    std::vector<Usage>& of(secgroup::Direction direction) {
      return direction == secgroup::Direction::kIngress ? ingress : egress;
    }
  };

  void AddList(const secgroup::Inventory& inventory, const std::vector<secgroup::GroupId>& groups,
               secgroup::Direction direction);

  std::map<const secgroup::SecurityGroup*, Sides> usage_;
};

}  // namespace portcullis::policy
