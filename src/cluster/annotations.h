#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace portcullis::cluster {

// The annotations or labels of an object that some check reads; codecs keep no others.
using StringMap = std::map<std::string, std::string, std::less<>>;

// The value of a key, or null.
inline const std::string* Find(const StringMap& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

// An annotation that names a check behind this prefix exempts the object from it.
inline constexpr std::string_view kExemptionPrefix = "ignore.portcullis.dev/";

// Annotations of TKE and Kubernetes on Services and Nodes that change what has to be admitted.
// Source: TKE documentation, "Service annotations", products 457/51258 and 457/39142.
inline constexpr std::string_view kDirectAccess = "service.cloud.tencent.com/direct-access";
inline constexpr std::string_view kPassToTarget = "service.cloud.tencent.com/pass-to-target";
inline constexpr std::string_view kCrossRegionId = "service.cloud.tencent.com/cross-region-id";
inline constexpr std::string_view kCrossVpcId = "service.cloud.tencent.com/cross-vpc-id";
inline constexpr std::string_view kClbSecurityGroups = "service.cloud.tencent.com/security-groups";
inline constexpr std::string_view kExistingLoadBalancer = "service.kubernetes.io/tke-existed-lbid";
inline constexpr std::string_view kInternalSubnet =
    "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid";
inline constexpr std::string_view kBackendsLabel =
    "service.kubernetes.io/qcloud-loadbalancer-backends-label";
inline constexpr std::string_view kSourceRanges =
    "service.beta.kubernetes.io/load-balancer-source-ranges";
inline constexpr std::string_view kDisableEniGroups =
    "tke.cloud.tencent.com/disable-node-eni-security-groups";

// Whether some check reads an annotation of this key.
bool IsReadAnnotation(std::string_view key);

// Labels of Nodes.
inline constexpr std::string_view kMasterRole = "node-role.kubernetes.io/master";
inline constexpr std::string_view kControlPlaneRole = "node-role.kubernetes.io/control-plane";
inline constexpr std::string_view kInstanceTypeLabel = "node.kubernetes.io/instance-type";
inline constexpr std::string_view kExcludeFromLoadBalancers =
    "node.kubernetes.io/exclude-from-external-load-balancers";
inline constexpr std::string_view kNodeInstanceId = "cloud.tencent.com/node-instance-id";
inline constexpr std::string_view kNodePoolId = "tke.cloud.tencent.com/nodepool-id";

}  // namespace portcullis::cluster
