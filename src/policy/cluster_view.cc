#include "policy/cluster_view.h"

#include <algorithm>
#include <set>
#include <utility>

namespace portcullis::policy {
namespace {

using secgroup::Direction;

bool HasOwnCvm(const cluster::Instance& instance, const cluster::Node* node) {
  const auto is_foreign_type = [](std::string_view type) {
    return type == "eklet" || type == "external";
  };
  if (is_foreign_type(instance.type)) return false;
  const std::string* label =
      node == nullptr ? nullptr : cluster::Find(node->labels, cluster::kInstanceTypeLabel);
  return label == nullptr || !is_foreign_type(*label);
}

bool IsMaster(const cluster::Instance& instance, const cluster::Node* node) {
  if (instance.role == cluster::Role::kMaster || instance.role == cluster::Role::kMasterEtcd) {
    return true;
  }
  return node != nullptr && (cluster::Find(node->labels, cluster::kMasterRole) != nullptr ||
                             cluster::Find(node->labels, cluster::kControlPlaneRole) != nullptr);
}

bool IsExcludedFromLoadBalancers(const Member& member) {
  return member.labels_of != nullptr &&
         cluster::Find(member.labels_of->labels, cluster::kExcludeFromLoadBalancers) != nullptr;
}

template <typename Predicate>
std::vector<MemberClass> GroupByList(const std::vector<Member>& members, Predicate belongs) {
  std::map<std::vector<secgroup::GroupId>, MemberClass> classes;
  for (const Member& member : members) {
    if (!belongs(member)) continue;
    MemberClass& of_list = classes[member.list->groups];
    of_list.list = member.list;
    of_list.members.push_back(&member);
  }
  std::vector<MemberClass> sorted;
  for (auto& [groups, of_list] : classes) {
    std::sort(of_list.members.begin(), of_list.members.end(),
              [](const Member* a, const Member* b) { return a->name() < b->name(); });
    sorted.push_back(std::move(of_list));
  }
  return sorted;
}

}  // namespace

JudgedAs JudgedAsOf(const cluster::Instance& instance, const cluster::Node* node) {
  if (instance.role == cluster::Role::kEtcd || !HasOwnCvm(instance, node)) {
    return JudgedAs::kNeither;
  }
  return IsMaster(instance, node) ? JudgedAs::kMaster : JudgedAs::kWorker;
}

std::shared_ptr<const ClusterView> ClusterView::Make(std::shared_ptr<const JudgedFacts> facts,
                                                     Nodes nodes,
                                                     const Expectations& expectations) {
  return std::shared_ptr<const ClusterView>(
      new ClusterView(std::move(facts), std::move(nodes), expectations));
}

std::shared_ptr<const ClusterView> ClusterView::Make(std::shared_ptr<const cluster::Facts> facts,
                                                     std::vector<cluster::Node> nodes,
                                                     const Expectations& expectations) {
  Nodes shared;
  shared.reserve(nodes.size());
  for (cluster::Node& node : nodes) {
    shared.push_back(std::make_shared<const cluster::Node>(std::move(node)));
  }
  return Make(std::make_shared<const JudgedFacts>(std::move(facts)), std::move(shared),
              expectations);
}

ClusterView::ClusterView(std::shared_ptr<const JudgedFacts> facts, Nodes nodes,
                         const Expectations& expectations)
    : facts_(std::move(facts)), nodes_(std::move(nodes)) {
  AddMembers();
  AddPodInterfaces();
  AddNetworks(expectations.peers);
}

void ClusterView::AddMembers() {
  std::map<const cluster::Instance*, const cluster::Node*> node_of;
  for (const std::shared_ptr<const cluster::Node>& node : nodes_) {
    const auto instance = InstanceOf(*node);
    if (instance) {
      node_of.emplace(*instance, node.get());
    } else {
      unmatched_.push_back({node.get(), instance.error()});
    }
  }
  is_membership_known_ =
      !nodes_.empty() || std::any_of(facts().instances.begin(), facts().instances.end(),
                                     [](const auto& i) { return !i.node_name.empty(); });
  for (const cluster::Instance& instance : facts().instances) {
    const auto found = node_of.find(&instance);
    const cluster::Node* node = found == node_of.end() ? nullptr : found->second;
    if (is_membership_known_ && node == nullptr && instance.node_name.empty() &&
        instance.role == cluster::Role::kWorker) {
      foreign_.push_back(&instance);
      continue;
    }
    instances_.push_back(&instance);
    const JudgedAs judged_as = JudgedAsOf(instance, node);
    if (judged_as == JudgedAs::kNeither) continue;
    members_.push_back({node != nullptr ? node->name : instance.node_name, &instance,
                        &ListOf(instance), node, judged_as == JudgedAs::kMaster});
  }
  masters_ = GroupByList(members_, [](const Member& m) { return m.is_master; });
  workers_ = GroupByList(members_, [](const Member& m) { return !m.is_master; });
  load_balancer_workers_ = GroupByList(members_, [](const Member& m) {
    return !m.is_master && !IsExcludedFromLoadBalancers(m);
  });
}

void ClusterView::AddPodInterfaces() {
  if (!facts_->PodsHaveInterfaces()) return;
  std::set<std::string_view> member_ids;
  for (const Member& member : members_) member_ids.insert(member.instance->id);
  std::set<const JudgedList*> seen;
  for (const cluster::NetworkInterface& interface : facts().network_interfaces) {
    if (interface.primary || interface.groups.empty() || !member_ids.contains(interface.instance_id)) {
      continue;
    }
    const JudgedList& list = facts_->ListOf(interface);
    if (seen.insert(&list).second) pod_interface_lists_.push_back(&list);
  }
}

void ClusterView::AddNetworks(const std::vector<cluster::PeerCluster>& configured_peers) {
  const cluster::Network& network = facts().network;
  if (!network.nodes.Empty()) {
    std::vector<secgroup::AddressRange> private_addresses;
    for (const cluster::Instance* instance : instances_) {
      for (const auto& address : instance->private_addresses) {
        private_addresses.push_back({address.family, address.value, address.value});
      }
    }
    nodes_network_ = network.nodes.Union(secgroup::AddressSet(private_addresses));
  }
  own_networks_ = nodes_network_.Union(network.containers).Union(network.vpc);
  peers_ = network.peers;
  for (const cluster::PeerCluster& peer : configured_peers) {
    const bool is_known = std::any_of(peers_.begin(), peers_.end(),
                                      [&](const auto& known) { return known.name == peer.name; });
    if (!is_known) peers_.push_back(peer);
  }
  for (const cluster::PeerCluster& peer : peers_) {
    own_networks_ = own_networks_.Union(peer.containers).Union(peer.nodes);
  }
}

std::pair<secgroup::AddressSet, secgroup::AddressSet> ClusterView::AcceptedBy(
    const std::vector<secgroup::GroupId>& groups, secgroup::Protocol protocol,
    std::uint16_t port) const {
  const secgroup::Partition partition = secgroup::MakePartition(
      secgroup::RuleList::Make(facts().inventory, groups, Direction::kIngress));
  return {partition.accepted.RemotesAt(protocol, port), partition.unknown.RemotesAt(protocol, port)};
}

RuleLocation ClusterView::LocationOf(const secgroup::SecurityGroup& group, Direction direction,
                                     std::size_t index) {
  const secgroup::Rule& rule = group.rules->of(direction)[index];
  RuleLocation location{group.id, direction, index, std::nullopt,
                        secgroup::Describe(rule, direction)};
  if (rule.text.policy_index && *rule.text.policy_index != static_cast<std::int64_t>(index)) {
    location.policy_index = rule.text.policy_index;
  }
  return location;
}

std::optional<RuleLocation> ClusterView::Locate(const secgroup::RuleList& rules,
                                                const secgroup::Decision& decision) const {
  if (decision.entry) {
    const secgroup::RuleList::Entry& entry = rules.entries()[*decision.entry];
    return LocationOf(*facts().inventory.FindGroup(rules.groups()[entry.group]), rules.direction(),
                      entry.index);
  }
  if (decision.verdict != secgroup::Verdict::kUnknown || !rules.missing_group()) {
    return std::nullopt;
  }
  return RuleLocation{rules.groups()[*rules.missing_group()], rules.direction(), std::nullopt,
                      std::nullopt, "no rules are known"};
}

}  // namespace portcullis::policy
