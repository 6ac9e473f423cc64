#pragma once

#include <chrono>
#include <span>
#include <string_view>
#include <vector>

#include "cluster/node.h"
#include "cluster/service.h"
#include "policy/backends.h"
#include "policy/clients.h"
#include "policy/cluster_view.h"
#include "policy/node_port.h"
#include "policy/rule_analysis.h"
#include "policy/settings.h"

namespace portcullis::policy {

// What a check of each kind is given. All of it outlives the call.
struct ServiceInput {
  // What facts say about the Service's node ports, worked out once for all checks.
  struct Reach {
    const ClusterView& view;
    std::vector<Clients> clients;  // of each node port
    Backends backends;
  };

  const cluster::Service& service;
  const std::vector<NodePort>& node_ports;
  const Reach* reach;  // null: no facts; then checks that need them are not called
  const Expectations& expectations;
};

struct NodeInput {
  const cluster::Node& node;
  // What stands for the Node where `node` is not known: its instance, so that findings name that.
  const cluster::Instance* instance;  // null: unmatched
  message::Text unmatched_because;  // empty: matched
  ObjectRef object;
  const ClusterView* view;
  const Expectations& expectations;
};

// One distinct pair of a role and a group list.
struct ListInput {
  enum class Role : std::uint8_t { kWorkers, kMasters, kPodInterfaces };

  Role role;
  const JudgedList& list;
  std::vector<const Member*> members;  // that have the list; none for pod interfaces
  const ClusterView& view;
  const Expectations& expectations;
};

// One security group of the facts.
struct GroupInput {
  const secgroup::SecurityGroup& group;
  std::vector<const Member*> members;  // the cluster's nodes that it guards, by name
  const RuleAnalysis& rules;
  const ClusterView& view;
};

}  // namespace portcullis::policy
