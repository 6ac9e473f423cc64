#pragma once

#include <string>
#include <vector>

#include "policy/cluster_view.h"
#include "secgroup/partition_difference.h"

// What becomes of packets between two states of the facts, by what the groups decide and not by how
// they are written: a reordering without effect is no difference.
namespace portcullis::policy {

// What becomes of the packets of one direction of instances that have the same pair of lists.
struct ListDifference {
  std::vector<secgroup::GroupId> groups_before;
  std::vector<secgroup::GroupId> groups_after;
  secgroup::Direction direction;
  std::vector<const cluster::Instance*>
      instances;                                 // as they are after, by id; none: a list was named
  std::vector<secgroup::VerdictChange> changes;  // not empty
};

struct FactsDifference {
  // In order of the groups before, after, and direction.
  std::vector<ListDifference> lists;
  std::vector<std::string> instances_added;  // ids, ascending
  std::vector<std::string> instances_removed;

  // Whether anything differs, beyond what is unknown on both sides for the same reason.
  bool HasEffect() const;
};

// Compares instance by instance, by id. Refers to the facts of `after`.
FactsDifference CompareInstances(const ClusterView& before, const ClusterView& after);

// Compares one list under both states. Groups that a state does not hold are groups without known
// rules.
FactsDifference CompareList(const ClusterView& before, const ClusterView& after,
                            const std::vector<secgroup::GroupId>& groups);

}  // namespace portcullis::policy
