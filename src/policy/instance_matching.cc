#include "policy/instance_matching.h"

#include <utility>
#include <vector>

namespace portcullis::policy {
namespace {

tl::unexpected<message::Text> Unmatched(message::Sentence why, std::vector<message::Place> places) {
  return tl::unexpected(message::Text{why, std::move(places)});
}

}  // namespace

InstanceMatching::InstanceMatching(const std::vector<cluster::Instance>& instances) {
  for (const cluster::Instance& instance : instances) {
    by_id_.emplace(instance.id, &instance);
    if (!instance.node_name.empty()) by_node_name_.emplace(instance.node_name, &instance);
    for (const auto& address : instance.private_addresses) by_address_.emplace(address, &instance);
    for (const auto& address : instance.ipv6_addresses) by_address_.emplace(address, &instance);
  }
}

Match InstanceMatching::Find(const cluster::Node& node) const {
  const std::string provider_instance = InstanceIdOfProvider(node.provider_id);
  const auto by_name = by_node_name_.find(node.name);
  if (by_name != by_node_name_.end()) {
    const cluster::Instance* instance = by_name->second;
    if (!provider_instance.empty() && provider_instance != instance->id) {
      return Unmatched("the facts give the name to {instance}, the providerID says {other}"_msg,
                       {{"instance", instance->id}, {"other", provider_instance}});
    }
    return instance;
  }
  if (!provider_instance.empty()) {
    const auto found = by_id_.find(provider_instance);
    if (found != by_id_.end()) return found->second;
    return Unmatched("instance {instance} of its providerID is not in the facts"_msg,
                     {{"instance", provider_instance}});
  }
  const std::string* label = cluster::Find(node.labels, cluster::kNodeInstanceId);
  if (label != nullptr && label->starts_with("ins-")) {
    const auto found = by_id_.find(*label);
    if (found != by_id_.end()) return found->second;
    return Unmatched("instance {instance} of its label is not in the facts"_msg,
                     {{"instance", *label}});
  }
  if (!node.internal_ips.empty()) return ByAddresses(node.internal_ips);
  if (secgroup::Address::Parse(node.name)) return ByAddresses({node.name});
  return Unmatched("it has no providerID, instance label or address to find its instance by"_msg, {});
}

Match InstanceMatching::ByAddresses(
    const std::vector<std::string>& addresses) const {
  const cluster::Instance* match = nullptr;
  for (const std::string& text : addresses) {
    const auto address = secgroup::Address::Parse(text);
    if (!address) continue;
    const auto [first, last] = by_address_.equal_range(*address);
    for (auto found = first; found != last; ++found) {
      if (match != nullptr && match != found->second) {
        return Unmatched("instances {instance} and {other} in the facts both have its address"_msg,
                         {{"instance", match->id}, {"other", found->second->id}});
      }
      match = found->second;
    }
  }
  if (match == nullptr) {
    return Unmatched("no instance in the facts has address {address}"_msg,
                     {{"address", addresses.front()}});
  }
  return match;
}

std::string InstanceIdOfProvider(std::string_view provider_id) {
  const auto scheme_end = provider_id.find("://");
  if (scheme_end != std::string_view::npos) provider_id.remove_prefix(scheme_end + 3);
  const auto slash = provider_id.rfind('/');
  if (slash != std::string_view::npos) provider_id.remove_prefix(slash + 1);
  if (provider_id.starts_with("kn-")) return "eks-" + std::string(provider_id.substr(3));
  return std::string(provider_id);
}

}  // namespace portcullis::policy
