#include "policy/facts_difference.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace portcullis::policy {
namespace {

using secgroup::Direction;
using secgroup::GroupId;

constexpr std::array kDirections = {Direction::kIngress, Direction::kEgress};

using InstancesById = std::map<std::string_view, const cluster::Instance*>;

InstancesById ById(const cluster::Facts& facts) {
  InstancesById by_id;
  for (const cluster::Instance& instance : facts.instances) by_id.emplace(instance.id, &instance);
  return by_id;
}

// The ids that only the first has.
std::vector<std::string> OnlyIn(const InstancesById& instances, const InstancesById& others) {
  std::vector<std::string> ids;
  for (const auto& [id, instance] : instances) {
    if (!others.contains(id)) ids.emplace_back(id);
  }
  return ids;
}

}  // namespace

bool FactsDifference::HasEffect() const {
  const auto differs = [](const ListDifference& list) {
    return std::any_of(list.changes.begin(), list.changes.end(),
                       [](const secgroup::VerdictChange& change) { return !change.alike; });
  };
  return !instances_added.empty() || !instances_removed.empty() ||
         std::any_of(lists.begin(), lists.end(), differs);
}

FactsDifference CompareInstances(const ClusterView& before, const ClusterView& after) {
  const InstancesById old_instances = ById(before.facts());
  const InstancesById new_instances = ById(after.facts());
  FactsDifference difference;
  difference.instances_added = OnlyIn(new_instances, old_instances);
  difference.instances_removed = OnlyIn(old_instances, new_instances);

  struct Pair {
    const JudgedList* before;
    const JudgedList* after;
    std::vector<const cluster::Instance*> instances;
  };
  std::map<std::pair<std::vector<GroupId>, std::vector<GroupId>>, Pair> pairs;
  for (const auto& [id, instance] : new_instances) {
    const auto old = old_instances.find(id);
    if (old == old_instances.end()) continue;
    const JudgedList& list_before = before.ListOf(*old->second);
    const JudgedList& list_after = after.ListOf(*instance);
    Pair& pair = pairs[{list_before.groups, list_after.groups}];
    pair.before = &list_before;
    pair.after = &list_after;
    pair.instances.push_back(instance);
  }
  for (const auto& [groups, pair] : pairs) {
    for (const Direction direction : kDirections) {
      auto changes = secgroup::Difference(pair.before->of(direction), pair.after->of(direction));
      if (changes.empty()) continue;
      difference.lists.push_back(
          {groups.first, groups.second, direction, pair.instances, std::move(changes)});
    }
  }
  return difference;
}

FactsDifference CompareList(const ClusterView& before, const ClusterView& after,
                            const std::vector<GroupId>& groups) {
  FactsDifference difference;
  for (const Direction direction : kDirections) {
    auto changes =
        secgroup::Difference(MakePartitionedList(before.facts().inventory, groups, direction),
                             MakePartitionedList(after.facts().inventory, groups, direction));
    if (changes.empty()) continue;
    difference.lists.push_back({groups, groups, direction, {}, std::move(changes)});
  }
  return difference;
}

}  // namespace portcullis::policy
