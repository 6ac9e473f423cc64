#include "controller/cluster_state.h"

#include <utility>

#include "policy/node_port.h"

namespace portcullis::controller {
namespace {

kube::ObjectName NameOf(const cluster::Service& service) {
  return {service.namespace_name, service.name};
}
kube::ObjectName NameOf(const cluster::Node& node) { return {"", node.name}; }

// The evaluator asks no check about any other.
bool MayHaveFindings(const cluster::Service& service) {
  return !service.external_ips.empty() ||
         !policy::NodePortsOf(service, nullptr, policy::DryRun::kNo).empty();
}

// What is kept of an object, if it is.
std::optional<KnownService> Keep(const cluster::Service& service, std::string_view uid) {
  if (!MayHaveFindings(service)) return std::nullopt;
  // A copy has no room left to grow, which an object that was just read has.
  const auto kept = std::make_shared<cluster::Service>(service);
  kept->has_managed_fields = false;
  kept->health_check_node_port_owned = false;
  for (cluster::ServicePort& port : kept->ports) port.node_port_owned = false;
  return KnownService{kept, std::string(uid)};
}

std::optional<PackedNode> Keep(const cluster::Node& node, std::string_view uid) {
  return PackedNode(node, uid);
}

}  // namespace

template <typename T, typename Kept>
ClusterState::Objects<T, Kept>::Objects(OnChange on_change) : on_change_(std::move(on_change)) {}

template <typename T, typename Kept>
void ClusterState::Objects<T, Kept>::ListStarted() {
  const MutexLock lock(mutex_);
  kept_.StartSweep();
}

template <typename T, typename Kept>
void ClusterState::Objects<T, Kept>::Put(T object, std::string_view uid) {
  std::optional<Kept> kept = Keep(object, uid);
  bool changed = false;
  {
    const MutexLock lock(mutex_);
    changed = kept ? kept_.Put(*std::move(kept)) : kept_.Erase(NameOf(object));
  }
  if (changed) on_change_(NameOf(object));
}

template <typename T, typename Kept>
void ClusterState::Objects<T, Kept>::PutUnreadable(const kube::ObjectName& name) {
  const MutexLock lock(mutex_);
  kept_.Mark(name);
}

template <typename T, typename Kept>
void ClusterState::Objects<T, Kept>::Delete(const kube::ObjectName& name) {
  bool was_there = false;
  {
    const MutexLock lock(mutex_);
    was_there = kept_.Erase(name);
  }
  if (was_there) on_change_(name);
}

template <typename T, typename Kept>
void ClusterState::Objects<T, Kept>::ListDone() {
  std::vector<Kept> gone;
  {
    const MutexLock lock(mutex_);
    gone = kept_.EndSweep();
  }
  for (const Kept& object : gone) on_change_(object.name());
}

template <typename T, typename Kept>
std::optional<Kept> ClusterState::Objects<T, Kept>::Find(const kube::ObjectName& name) const {
  const MutexLock lock(mutex_);
  const Kept* found = kept_.Find(name);
  return found == nullptr ? std::nullopt : std::optional<Kept>(*found);
}

template <typename T, typename Kept>
template <typename Visit>
void ClusterState::Objects<T, Kept>::ForEach(const Visit& visit) const {
  const MutexLock lock(mutex_);
  kept_.ForEach(visit);
}

ClusterState::ClusterState(OnChange on_service, OnChange on_node)
    : services_(std::move(on_service)), nodes_(std::move(on_node)) {}

std::optional<KnownService> ClusterState::FindService(const kube::ObjectName& name) const {
  return services_.Find(name);
}

std::optional<KnownNode> ClusterState::FindNode(std::string_view name) const {
  const auto packed = nodes_.Find({"", name});
  if (!packed) return std::nullopt;
  return KnownNode{packed->Unpack(), std::string(packed->uid())};
}

std::vector<KnownService> ClusterState::Services() const {
  std::vector<KnownService> services;
  services_.ForEach([&](const KnownService& service) { services.push_back(service); });
  return services;
}

std::vector<cluster::Node> ClusterState::Nodes() const {
  std::vector<cluster::Node> nodes;
  nodes_.ForEach([&](const PackedNode& node) { nodes.push_back(node.Unpack()); });
  return nodes;
}

}  // namespace portcullis::controller
