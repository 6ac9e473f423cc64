#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/source_position.h"
#include "secgroup/address_set.h"
#include "secgroup/inventory.h"

// What is known of the cloud around a cluster: the CloudFacts document as a model.
namespace portcullis::cluster {

enum class Role : std::uint8_t { kWorker, kMaster, kEtcd, kMasterEtcd };

struct Instance {
  std::string id;    // "ins-..."
  std::string type;  // "S5.MEDIUM4"; "eklet" and "external" have no CVM of their own
  std::optional<std::chrono::system_clock::time_point> created;
  std::vector<secgroup::Address> private_addresses;
  std::vector<secgroup::Address> ipv6_addresses;
  // Priority order, first is highest. Absent: not given. Empty: none is bound.
  std::optional<std::vector<secgroup::GroupId>> groups;
  std::string node_name;  // empty: not given
  Role role = Role::kWorker;
};

struct NetworkInterface {
  std::string id;
  bool primary = false;
  std::vector<secgroup::GroupId> groups;
  std::string instance_id;  // what it is attached to; empty: nothing
  std::vector<secgroup::Address> addresses;
  std::vector<secgroup::Address> ipv6_addresses;
};

enum class NetworkMode : std::uint8_t { kGlobalRouter, kVpcCni, kGlobalRouterAndVpcCni, kCiliumOverlay };

struct PeerCluster {
  std::string name;
  std::string cluster_id;
  secgroup::AddressSet containers;
  secgroup::AddressSet nodes;
  SourcePosition position = {};  // where the document names it
};

struct Network {
  NetworkMode mode = NetworkMode::kGlobalRouter;
  // Empty: not in the facts.
  secgroup::AddressSet containers;
  secgroup::AddressSet nodes;
  secgroup::AddressSet vpc;
  std::vector<PeerCluster> peers;
};

enum class ClusterType : std::uint8_t { kManaged, kIndependent };

// DescribeSecurityGroupLimits, or the documented defaults.
struct SecurityGroupLimits {
  std::int64_t rules_per_direction = 100;
  std::int64_t expanded_rules = 512;
};

struct Facts {
  // How many remotes or port items the quota counts for a template; overlaps count too.
  using TemplateSizes = std::map<secgroup::TemplateId, std::int64_t>;

  std::chrono::system_clock::time_point observed_at;
  std::string region;
  std::string cluster_id;
  ClusterType cluster_type = ClusterType::kManaged;
  Network network;
  secgroup::Inventory inventory;
  std::vector<Instance> instances;
  std::vector<NetworkInterface> network_interfaces;
  SecurityGroupLimits limits;
  TemplateSizes template_sizes;
};

}  // namespace portcullis::cluster
