#include "policy/judged_facts.h"

#include <utility>

namespace portcullis::policy {

using secgroup::Direction;

JudgedFacts::JudgedFacts(std::shared_ptr<const cluster::Facts> facts)
    : facts_(std::move(facts)), matching_(facts_->instances) {
  for (const cluster::Instance& instance : facts_->instances) {
    Judge(instance.groups.value_or(std::vector<secgroup::GroupId>()));
  }
  if (!PodsHaveInterfaces()) return;
  for (const cluster::NetworkInterface& interface : facts_->network_interfaces) {
    if (!interface.groups.empty()) Judge(interface.groups);
  }
}

bool JudgedFacts::PodsHaveInterfaces() const {
  const auto mode = facts_->network.mode;
  return mode == cluster::NetworkMode::kVpcCni ||
         mode == cluster::NetworkMode::kGlobalRouterAndVpcCni;
}

void JudgedFacts::Judge(const std::vector<secgroup::GroupId>& groups) {
  std::unique_ptr<const JudgedList>& list = lists_[groups];
  if (list) return;
  list = std::make_unique<const JudgedList>(
      JudgedList{groups, MakePartitionedList(facts_->inventory, groups, Direction::kIngress),
                 MakePartitionedList(facts_->inventory, groups, Direction::kEgress)});
}

const JudgedList& JudgedFacts::ListOf(const cluster::Instance& instance) const {
  return *lists_.at(instance.groups.value_or(std::vector<secgroup::GroupId>()));
}

const JudgedList& JudgedFacts::ListOf(const cluster::NetworkInterface& interface) const {
  return *lists_.at(interface.groups);
}

}  // namespace portcullis::policy
