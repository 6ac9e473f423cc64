#pragma once

#include <map>
#include <memory>
#include <vector>

#include "cluster/facts.h"
#include "policy/instance_matching.h"
#include "secgroup/partition.h"
#include "secgroup/rule_list.h"

namespace portcullis::policy {

// What the engine says about one ordered list of groups, worked out once for all that share it.
struct JudgedList {
  using Side = secgroup::PartitionedList;

  std::vector<secgroup::GroupId> groups;
  Side ingress;
  Side egress;

  const Side& of(secgroup::Direction direction) const {
    return direction == secgroup::Direction::kIngress ? ingress : egress;
  }
};

// Facts with every list of theirs judged. It is what costs most in a ClusterView, and depends neither on
// Nodes nor on expectations: views that differ in these share it. Immutable, thread-safe.
class JudgedFacts {
 public:
  explicit JudgedFacts(std::shared_ptr<const cluster::Facts> facts);
  JudgedFacts(const JudgedFacts&) = delete;
  JudgedFacts& operator=(const JudgedFacts&) = delete;

  const cluster::Facts& facts() const { return *facts_; }
  const InstanceMatching& matching() const { return matching_; }

  // The list of an instance of the facts; one without groups has the empty list.
  const JudgedList& ListOf(const cluster::Instance& instance) const;
  // The list of a network interface of the facts. REQUIRES: it has groups and the network mode is one
  // in which Pods have interfaces.
  const JudgedList& ListOf(const cluster::NetworkInterface& interface) const;

  // Whether Pods have network interfaces with groups of their own.
  bool PodsHaveInterfaces() const;

 private:
  void Judge(const std::vector<secgroup::GroupId>& groups);

  std::shared_ptr<const cluster::Facts> facts_;
  InstanceMatching matching_;
  std::map<std::vector<secgroup::GroupId>, std::unique_ptr<const JudgedList>> lists_;
};

}  // namespace portcullis::policy
