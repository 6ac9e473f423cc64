#include "policy/rule_analysis.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace portcullis::policy {
namespace {

using secgroup::Direction;
using secgroup::GroupId;
using Groups = std::vector<GroupId>;

// A group that stands in a list twice decides as if it stood at the first place only.
Groups WithoutRepetitions(const Groups& groups) {
  Groups distinct;
  for (const GroupId& group : groups) {
    if (std::find(distinct.begin(), distinct.end(), group) == distinct.end()) {
      distinct.push_back(group);
    }
  }
  return distinct;
}

std::set<Groups> ListsOf(const cluster::Facts& facts) {
  std::set<Groups> lists;
  for (const cluster::Instance& instance : facts.instances) {
    if (instance.groups) lists.insert(WithoutRepetitions(*instance.groups));
  }
  for (const cluster::NetworkInterface& interface : facts.network_interfaces) {
    lists.insert(WithoutRepetitions(interface.groups));
  }
  std::set<GroupId> in_lists;
  for (const Groups& groups : lists) in_lists.insert(groups.begin(), groups.end());
  for (const auto& [id, group] : facts.inventory.groups) {
    if (!in_lists.contains(id)) lists.insert({id});
  }
  return lists;
}

// Adds what one list says of a rule.
void Join(RuleAnalysis::Usage of_list, RuleAnalysis::Usage& usage) {
  if (of_list.use < usage.use) return;
  if (of_list.use > usage.use) {
    usage = std::move(of_list);
    return;
  }
  std::vector<RuleAnalysis::Other>& others = usage.others;
  others.insert(others.end(), of_list.others.begin(), of_list.others.end());
  const auto place = [](const RuleAnalysis::Other& other) {
    return std::tie(other.group->id, other.index);
  };
  std::sort(others.begin(), others.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  others.erase(std::unique(others.begin(), others.end()), others.end());
  usage.dropped_by_default |= of_list.dropped_by_default;
}

}  // namespace

RuleAnalysis::RuleAnalysis(const cluster::Facts& facts) {
  for (const auto& [id, group] : facts.inventory.groups) {
    if (!group.rules) continue;
    usage_.emplace(&group, Sides{std::vector<Usage>(group.rules->ingress.size()),
                                 std::vector<Usage>(group.rules->egress.size())});
  }
  for (const Groups& groups : ListsOf(facts)) {
    AddList(facts.inventory, groups, Direction::kIngress);
    AddList(facts.inventory, groups, Direction::kEgress);
  }
}

void RuleAnalysis::AddList(const secgroup::Inventory& inventory, const Groups& groups,
                           Direction direction) {
  const auto list = secgroup::RuleList::MakeWithStandIns(inventory, groups, direction);
  std::vector<const secgroup::SecurityGroup*> known;  // by position in the list; null: not listed
  for (const GroupId& id : groups) known.push_back(inventory.FindGroup(id));
  const std::vector<secgroup::RuleUsage> usage = secgroup::MakeRuleUsage(list);
  for (std::size_t i = 0; i < usage.size(); ++i) {
    const secgroup::RuleList::Entry& entry = list.entries()[i];
    if (entry.stands_in) continue;
    Usage of_list{usage[i].use, {}, usage[i].dropped_by_default};
    for (const std::size_t other : usage[i].others) {
      const secgroup::RuleList::Entry& of_other = list.entries()[other];
      of_list.others.push_back({known[of_other.group], of_other.index});
    }
    Join(std::move(of_list), usage_.at(known[entry.group]).of(direction)[entry.index]);
  }
}

const std::vector<RuleAnalysis::Usage>& RuleAnalysis::Of(const secgroup::SecurityGroup& group,
                                                         Direction direction) const {
  const Sides& sides = usage_.at(&group);
  return direction == Direction::kIngress ? sides.ingress : sides.egress;
}

}  // namespace portcullis::policy
