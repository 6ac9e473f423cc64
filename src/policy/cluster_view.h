#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cluster/facts.h"
#include "cluster/node.h"
#include "policy/judged_facts.h"
#include "policy/settings.h"
#include "secgroup/decision.h"
#include "secgroup/rule_list.h"

namespace portcullis::policy {

// As what an instance is judged. Neither are dedicated etcd machines and nodes without a CVM of their
// own: they have groups, but no row of the recommended practice is asked of them.
enum class JudgedAs : std::uint8_t { kWorker, kMaster, kNeither };

// `node` is the Node that the instance is matched by, or null.
JudgedAs JudgedAsOf(const cluster::Instance& instance, const cluster::Node* node);

// A Node of the cluster, or an instance that stands for one that is not known.
struct Member {
  std::string node;                  // empty: not known
  const cluster::Instance* instance;
  const JudgedList* list;            // of the instance's groups; empty groups if none are given
  const cluster::Node* labels_of;    // null: labels are not known
  bool is_master;

  // The name under which a finding lists it.
  const std::string& name() const { return node.empty() ? instance->id : node; }
};

// The members that share one list, by name.
struct MemberClass {
  const JudgedList* list;
  std::vector<const Member*> members;
};

// Everything that a review needs of the cluster, computed when facts, Nodes or expectations change.
// Immutable, thread-safe; shared by the reviews that run while it is replaced.
class ClusterView {
 public:
  using Nodes = std::vector<std::shared_ptr<const cluster::Node>>;

  // `nodes` may be empty: then the instances of the facts stand for them. The expectations' peers join
  // those of the facts.
  static std::shared_ptr<const ClusterView> Make(std::shared_ptr<const JudgedFacts> facts,
                                                 Nodes nodes, const Expectations& expectations);
  // The same for facts and Nodes that no other view shares.
  static std::shared_ptr<const ClusterView> Make(std::shared_ptr<const cluster::Facts> facts,
                                                 std::vector<cluster::Node> nodes,
                                                 const Expectations& expectations);

  ClusterView(const ClusterView&) = delete;
  ClusterView& operator=(const ClusterView&) = delete;

  const cluster::Facts& facts() const { return facts_->facts(); }
  // What it shares with the other views of its facts.
  const std::shared_ptr<const JudgedFacts>& judged_facts() const { return facts_; }
  // The cluster's members with a CVM of their own, grouped by list, in order of group ids.
  const std::vector<MemberClass>& workers() const { return workers_; }
  const std::vector<MemberClass>& masters() const { return masters_; }
  // The workers that load balancers may use: not excluded by node.kubernetes.io/exclude-from-....
  const std::vector<MemberClass>& load_balancer_workers() const { return load_balancer_workers_; }
  // Lists of secondary interfaces in the VPC-CNI modes.
  const std::vector<const JudgedList*>& pod_interface_lists() const { return pod_interface_lists_; }

  // Whether it is known which instances are the cluster's: by Nodes, or by the names that the facts give.
  // If not, all are taken to be.
  bool is_membership_known() const { return is_membership_known_; }
  // The instances that are not the cluster's.
  const std::vector<const cluster::Instance*>& foreign() const { return foreign_; }

  // The Nodes that no instance answers to, and why.
  const std::vector<std::pair<const cluster::Node*, message::Text>>& unmatched() const {
    return unmatched_;
  }

  Match InstanceOf(const cluster::Node& node) const { return facts_->matching().Find(node); }
  // The list of an instance of the facts.
  const JudgedList& ListOf(const cluster::Instance& instance) const {
    return facts_->ListOf(instance);
  }
  // What the groups of the facts accept on one protocol and port: accepted and unknown remotes.
  std::pair<secgroup::AddressSet, secgroup::AddressSet> AcceptedBy(
      const std::vector<secgroup::GroupId>& groups, secgroup::Protocol protocol,
      std::uint16_t port) const;

  // Networks in the words of the recommended practice. Empty: not in the facts.
  const secgroup::AddressSet& nodes_network() const { return nodes_network_; }      // CLUSTER_CIDR
  const secgroup::AddressSet& pods_network() const { return facts().network.containers; }
  // The peers of the facts and of the expectations, each name once.
  const std::vector<cluster::PeerCluster>& peers() const { return peers_; }
  // Everything that counts as the cluster's own: nodes, containers, peers and the VPC.
  const secgroup::AddressSet& own_networks() const { return own_networks_; }

  // A rule of the facts, for a person. REQUIRES: there is one at the index.
  static RuleLocation LocationOf(const secgroup::SecurityGroup& group, secgroup::Direction direction,
                                 std::size_t index);
  // Where a decision was made, for a person.
  std::optional<RuleLocation> Locate(const secgroup::RuleList& rules,
                                     const secgroup::Decision& decision) const;

 private:
  ClusterView(std::shared_ptr<const JudgedFacts> facts, Nodes nodes,
              const Expectations& expectations);

  void AddMembers();
  void AddPodInterfaces();
  void AddNetworks(const std::vector<cluster::PeerCluster>& configured_peers);

  std::shared_ptr<const JudgedFacts> facts_;
  Nodes nodes_;
  bool is_membership_known_ = false;
  std::vector<const cluster::Instance*> instances_;  // the cluster's, judged or not
  std::vector<const cluster::Instance*> foreign_;
  std::vector<Member> members_;
  std::vector<MemberClass> workers_;
  std::vector<MemberClass> masters_;
  std::vector<MemberClass> load_balancer_workers_;
  std::vector<const JudgedList*> pod_interface_lists_;
  std::vector<std::pair<const cluster::Node*, message::Text>> unmatched_;
  secgroup::AddressSet nodes_network_;
  std::vector<cluster::PeerCluster> peers_;
  secgroup::AddressSet own_networks_;
};

}  // namespace portcullis::policy
