#include "suite/asked_lists.h"

#include <algorithm>

#include "base/quoted.h"
#include "secgroup/partition.h"

namespace portcullis::suite {

using policy::JudgedList;
using secgroup::Direction;

Result<std::vector<AskedList>> AskedLists::OfGroups(const std::vector<secgroup::GroupId>& groups,
                                                    Direction direction) {
  const secgroup::Inventory& inventory = view_->facts().inventory;
  for (const secgroup::GroupId& group : groups) {
    if (inventory.FindGroup(group) == nullptr) {
      return MakeError(Error::Code::kNotFound, "group " + Quoted(group) + " is not in the facts");
    }
  }
  std::shared_ptr<const JudgedList::Side>& side = of_groups_[{groups, direction}];
  if (side == nullptr) {
    secgroup::RuleList rules = secgroup::RuleList::Make(inventory, groups, direction);
    secgroup::Partition partition = secgroup::MakePartition(rules);
    side = std::make_shared<const JudgedList::Side>(
        JudgedList::Side{std::move(rules), std::move(partition)});
  }
  return std::vector<AskedList>{{side, "", ""}};
}

Result<std::vector<AskedList>> AskedLists::OfInstance(std::string_view id,
                                                      Direction direction) const {
  const auto& instances = view_->facts().instances;
  const auto found = std::find_if(instances.begin(), instances.end(),
                                  [&](const cluster::Instance& one) { return one.id == id; });
  if (found == instances.end()) {
    return MakeError(Error::Code::kNotFound, "instance " + Quoted(id) + " is not in the facts");
  }
  return std::vector<AskedList>{Of(view_->ListOf(*found), *found, direction)};
}

Result<std::vector<AskedList>> AskedLists::OfNode(std::string_view name,
                                                  Direction direction) const {
  cluster::Node node;
  node.name = name;
  const auto instance = view_->InstanceOf(node);
  if (!instance) {
    return MakeError(Error::Code::kNotFound,
                     "node " + Quoted(name) + " is no nodeName or address of the facts");
  }
  return std::vector<AskedList>{Of(view_->ListOf(**instance), **instance, direction)};
}

Result<std::vector<AskedList>> AskedLists::OfWorkers(Direction direction) const {
  if (view_->workers().empty()) {
    return MakeError(Error::Code::kNotFound, "no instance of the facts is a worker");
  }
  return Of(view_->workers(), direction);
}

Result<std::vector<AskedList>> AskedLists::OfMasters(Direction direction) const {
  if (view_->masters().empty()) {
    return MakeError(Error::Code::kNotFound, "no instance of the facts is a master");
  }
  return Of(view_->masters(), direction);
}

AskedList AskedLists::Of(const JudgedList& list, const cluster::Instance& instance,
                         Direction direction) const {
  // The side is the view's, which lives as long as the pointer.
  return {{view_, &list.of(direction)}, instance.id, instance.node_name};
}

std::vector<AskedList> AskedLists::Of(const std::vector<policy::MemberClass>& classes,
                                      Direction direction) const {
  std::vector<AskedList> lists;
  for (const policy::MemberClass& of_list : classes) {
    lists.push_back(Of(*of_list.list, *of_list.members.front()->instance, direction));
  }
  return lists;
}

}  // namespace portcullis::suite
