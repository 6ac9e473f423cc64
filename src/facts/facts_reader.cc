#include "facts/facts_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "base/rfc3339.h"
#include "document/identity.h"
#include "document/networks.h"
#include "document/unique_ids.h"
#include "document/words.h"
#include "facts/rule_reader.h"
#include "json/field.h"
#include "json/reader.h"

namespace portcullis::facts {
namespace {

using cluster::Facts;
using document::ReadBlocks;
using document::ReadTexts;
using document::ReadWord;
using document::TextOf;
using document::UniqueIds;
using json::Field;
using secgroup::AddressRange;
using secgroup::AddressSet;

// Where a whole answer of the API was pasted, what `key` holds in it.
Field Unwrap(const Field& field, std::string_view key) {
  if (field.value() == nullptr || field.value()->kind() != json::Value::Kind::kObject) return field;
  const Field response = field["Response"];
  if (!response.absent()) return response[key];
  return field.value()->Find(key) != nullptr ? field[key] : field;
}

void ReadAddress(const Field& field, std::vector<secgroup::Address>& addresses) {
  if (field.absent()) return;
  const auto address = secgroup::Address::Parse(TextOf(field));
  if (address) {
    addresses.push_back(*address);
  } else {
    field.AddError(address.error().message);
  }
}

std::vector<secgroup::Address> ReadAddresses(const Field& list) {
  std::vector<secgroup::Address> addresses;
  for (const Field& element : list.Elements()) ReadAddress(element, addresses);
  return addresses;
}

void ReadNetwork(const Field& field, cluster::Network& network) {
  using enum cluster::NetworkMode;
  static constexpr std::array<std::pair<std::string_view, cluster::NetworkMode>, 4> kModes = {
      {{"GlobalRouter", kGlobalRouter},
       {"VPC-CNI", kVpcCni},
       {"GlobalRouter+VPC-CNI", kGlobalRouterAndVpcCni},
       {"CiliumOverlay", kCiliumOverlay}}};
  static constexpr std::array<std::string_view, 5> kFields = {
      "mode", "containerCidrs", "nodeCidrs", "vpcCidrs", "peerClusters"};
  field.AllowOnly(kFields);
  ReadWord(field["mode"], kModes, network.mode);
  network.containers = ReadBlocks(field["containerCidrs"]);
  network.nodes = ReadBlocks(field["nodeCidrs"]);
  network.vpc = ReadBlocks(field["vpcCidrs"]);
  network.peers = document::ReadPeerClusters(field["peerClusters"]);
}

void ReadGroups(const Field& list, secgroup::Inventory& inventory) {
  UniqueIds ids;
  for (const Field& field : list.Elements()) {
    const std::string id = ids.Read(field["SecurityGroupId"]);
    if (id.empty()) continue;
    secgroup::SecurityGroup& group = inventory.groups[id];
    group.id = id;
    group.name = TextOf(field["SecurityGroupName"]);
    const Field policy_set = Unwrap(field["SecurityGroupPolicySet"], "SecurityGroupPolicySet");
    if (policy_set.absent()) continue;
    group.version = TextOf(policy_set["Version"]);
    group.rules = ReadRuleSet(policy_set);
  }
}

void ReadTemplates(const Field& root, secgroup::Inventory& inventory,
                   cluster::Facts::TemplateSizes& sizes) {
  UniqueIds address_ids;
  for (const Field& field : Unwrap(root["addressTemplates"], "AddressTemplateSet").Elements()) {
    const std::string id = address_ids.Read(field["AddressTemplateId"]);
    std::vector<AddressRange> members;
    for (const Field& element : field["AddressSet"].Elements()) {
      const auto member = AddressRange::ParseMember(TextOf(element));
      if (member) {
        members.push_back(*member);
      } else {
        element.AddError(member.error().message);
      }
    }
    if (id.empty()) continue;
    inventory.address_templates[id] = AddressSet(members);
    sizes[id] = static_cast<std::int64_t>(members.size());
  }
  UniqueIds service_ids;
  for (const Field& field : Unwrap(root["serviceTemplates"], "ServiceTemplateSet").Elements()) {
    const std::string id = service_ids.Read(field["ServiceTemplateId"]);
    secgroup::ServiceSet services;
    std::int64_t items = 0;
    for (const Field& element : field["ServiceSet"].Elements()) {
      const auto member = secgroup::ServiceSet::ParseMember(TextOf(element));
      if (member) {
        services = services.Union(*member);
        const std::string text = TextOf(element);
        items += 1 + std::count(text.begin(), text.end(), ',');
      } else {
        element.AddError(member.error().message);
      }
    }
    if (id.empty()) continue;
    inventory.service_templates[id] = services;
    sizes[id] = items;
  }
  UniqueIds address_group_ids;
  for (const Field& field :
       Unwrap(root["addressTemplateGroups"], "AddressTemplateGroupSet").Elements()) {
    const std::string id = address_group_ids.Read(field["AddressTemplateGroupId"]);
    if (!id.empty()) {
      inventory.address_template_groups[id] = ReadTexts(field["AddressTemplateIdSet"]);
    }
  }
  UniqueIds service_group_ids;
  for (const Field& field :
       Unwrap(root["serviceTemplateGroups"], "ServiceTemplateGroupSet").Elements()) {
    const std::string id = service_group_ids.Read(field["ServiceTemplateGroupId"]);
    if (!id.empty()) {
      inventory.service_template_groups[id] = ReadTexts(field["ServiceTemplateIdSet"]);
    }
  }
}

std::optional<std::chrono::system_clock::time_point> ReadTime(const Field& field) {
  const auto text = field.Text();
  if (!text) return std::nullopt;
  const auto time = ParseRfc3339(*text);
  if (!time) {
    field.AddError(Quoted(*text) + " is no time; use 2026-11-20T08:00:00Z");
  }
  return time;
}

void ReadInstances(const Field& root, Facts& facts) {
  using enum cluster::Role;
  static constexpr std::array<std::pair<std::string_view, cluster::Role>, 4> kRoles = {
      {{"WORKER", kWorker}, {"MASTER", kMaster}, {"ETCD", kEtcd}, {"MASTER_ETCD", kMasterEtcd}}};
  UniqueIds ids;
  UniqueIds node_names;
  for (const Field& field : Unwrap(root["instances"], "InstanceSet").Elements()) {
    cluster::Instance instance;
    instance.id = ids.Read(field["InstanceId"]);
    instance.type = TextOf(field["InstanceType"]);
    instance.created = ReadTime(field["CreatedTime"]);
    instance.private_addresses = ReadAddresses(field["PrivateIpAddresses"]);
    instance.ipv6_addresses = ReadAddresses(field["IPv6Addresses"]);
    const Field groups = field["SecurityGroupIds"];
    if (groups.value() != nullptr && groups.value()->kind() == json::Value::Kind::kArray) {
      instance.groups = ReadTexts(groups);
    } else if (!groups.absent()) {
      groups.Elements();  // reports the wrong kind
    }
    if (!field["nodeName"].absent()) instance.node_name = node_names.Read(field["nodeName"]);
    ReadWord(field["role"], kRoles, instance.role);
    facts.instances.push_back(std::move(instance));
  }
}

void ReadNetworkInterfaces(const Field& root, Facts& facts) {
  UniqueIds ids;
  for (const Field& field : Unwrap(root["networkInterfaces"], "NetworkInterfaceSet").Elements()) {
    cluster::NetworkInterface interface;
    interface.id = ids.Read(field["NetworkInterfaceId"]);
    interface.primary = field["Primary"].Bool().value_or(false);
    interface.groups = ReadTexts(field["GroupSet"]);
    interface.instance_id = TextOf(field["Attachment"]["InstanceId"]);
    for (const Field& address : field["PrivateIpAddressSet"].Elements()) {
      ReadAddress(address["PrivateIpAddress"], interface.addresses);
    }
    for (const Field& address : field["Ipv6AddressSet"].Elements()) {
      ReadAddress(address["Address"], interface.ipv6_addresses);
    }
    facts.network_interfaces.push_back(std::move(interface));
  }
}

void ReadLimits(const Field& root, cluster::SecurityGroupLimits& limits) {
  const Field set = Unwrap(root["securityGroupLimits"], "SecurityGroupLimitSet");
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  limits.rules_per_direction =
      set["SecurityGroupPolicyLimit"].Int(1, kMax).value_or(limits.rules_per_direction);
  limits.expanded_rules =
      set["SecurityGroupExtendedPolicyLimit"].Int(1, kMax).value_or(limits.expanded_rules);
}

void Bind(const std::vector<secgroup::GroupId>& groups,
          const std::vector<secgroup::Address>& addresses,
          const std::vector<secgroup::Address>& ipv6_addresses, secgroup::Inventory& inventory) {
  for (const secgroup::GroupId& group : groups) {
    secgroup::Inventory::BoundAddresses& bound = inventory.bound_addresses[group];
    for (const auto* list : {&addresses, &ipv6_addresses}) {
      for (const secgroup::Address& address : *list) {
        auto& ranges = address.family == secgroup::Family::kIPv4 ? bound.v4 : bound.v6;
        ranges.push_back({address.family, address.value, address.value});
      }
    }
  }
}

void BindAddresses(Facts& facts) {
  for (const cluster::Instance& instance : facts.instances) {
    if (!instance.groups) continue;
    Bind(*instance.groups, instance.private_addresses, instance.ipv6_addresses, facts.inventory);
  }
  for (const cluster::NetworkInterface& interface : facts.network_interfaces) {
    Bind(interface.groups, interface.addresses, interface.ipv6_addresses, facts.inventory);
  }
}

Facts ReadRoot(const Field& root) {
  using enum cluster::ClusterType;
  static constexpr std::array<std::pair<std::string_view, cluster::ClusterType>, 2> kClusterTypes = {
      {{"MANAGED_CLUSTER", kManaged}, {"INDEPENDENT_CLUSTER", kIndependent}}};
  static constexpr std::array<std::string_view, 16> kFields = {
      "apiVersion",       "kind",          "observedAt",       "region",
      "clusterId",        "clusterType",   "network",          "instancesComplete",
      "securityGroups",   "instances",     "networkInterfaces", "addressTemplates",
      "addressTemplateGroups", "serviceTemplates", "serviceTemplateGroups", "securityGroupLimits"};
  Facts facts;
  root.AllowOnly(kFields);
  if (root["observedAt"].Require()) {
    facts.observed_at = ReadTime(root["observedAt"]).value_or(facts.observed_at);
  }
  facts.region = TextOf(root["region"]);
  facts.cluster_id = TextOf(root["clusterId"]);
  ReadWord(root["clusterType"], kClusterTypes, facts.cluster_type);
  ReadNetwork(root["network"], facts.network);
  facts.inventory.instances_complete = root["instancesComplete"].Bool().value_or(false);
  ReadGroups(root["securityGroups"], facts.inventory);
  ReadTemplates(root, facts.inventory, facts.template_sizes);
  ReadInstances(root, facts);
  ReadNetworkInterfaces(root, facts);
  ReadLimits(root, facts.limits);
  BindAddresses(facts);
  return facts;
}

}  // namespace

Result<Facts> ReadFacts(std::string text, std::string_view file_name) {
  const json::Format format = json::FormatOf(file_name, text);
  const auto documents = json::Parse(std::move(text), format);
  if (!documents) return tl::unexpected(json::ToError(documents.error(), file_name));
  if (documents->size() != 1) {
    return InvalidArgument(std::string(file_name) + ": holds " + std::to_string(documents->size()) +
                           " documents; a facts file is one");
  }
  json::Errors errors;
  const Field root(documents->front(), errors);
  Facts facts;
  if (document::CheckIdentity(root, "CloudFacts")) facts = ReadRoot(root);
  if (const Status status = errors.ToStatus(file_name); !status) {
    return tl::unexpected(status.error());
  }
  return facts;
}

}  // namespace portcullis::facts
