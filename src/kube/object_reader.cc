#include "kube/object_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <system_error>

#include "cluster/annotations.h"

namespace portcullis::kube {
namespace {

// Of ports or kept annotations: lists of this size grow without moving.
constexpr std::size_t kUsualCount = 4;

constexpr std::uint8_t kService = 1;
constexpr std::uint8_t kNode = 2;
constexpr std::uint8_t kBoth = kService | kNode;
constexpr std::uint8_t kNeither = 0;  // no object is refused for it

enum : FieldId {
  kObject,
  kApiVersion,
  kKind,
  kMetadata,
  kSpec,
  kStatus,
  kName,
  kNamespace,
  kUid,
  kResourceVersion,
  kAnnotations,
  kLabels,
  kDeletionTimestamp,
  kManagedFields,
  kAnnotation,
  kLabel,
  kManager,
  kFieldsV1,
  kManagedSpec,
  kManagedPorts,
  kManagedHealthCheckNodePort,
  kManagedPort,
  kManagedNodePort,
  kType,
  kPorts,
  kExternalIps,
  kExternalTrafficPolicy,
  kHealthCheckNodePort,
  kAllocateLoadBalancerNodePorts,
  kLoadBalancerClass,
  kLoadBalancerSourceRanges,
  kIpFamilies,
  kProviderId,
  kPort,
  kPortName,
  kPortProtocol,
  kPortNumber,
  kPortNodePort,
  kExternalIp,
  kSourceRange,
  kIpFamily,
  kLoadBalancer,
  kAddresses,
  kIngress,
  kIngressPoint,
  kIngressIp,
  kAddress,
  kAddressType,
  kAddressText,
  kFieldCount,
};

constexpr std::array kFields = {
    Field{kObject, kObject, "", FieldType::kObject, kBoth},
    Field{kApiVersion, kObject, "apiVersion", FieldType::kText, kBoth},
    Field{kKind, kObject, "kind", FieldType::kText, kBoth},
    Field{kMetadata, kObject, "metadata", FieldType::kObject, kBoth},
    Field{kSpec, kObject, "spec", FieldType::kObject, kBoth},
    Field{kStatus, kObject, "status", FieldType::kObject, kBoth},

    Field{kName, kMetadata, "name", FieldType::kText, kBoth},
    Field{kNamespace, kMetadata, "namespace", FieldType::kText, kService},
    Field{kUid, kMetadata, "uid", FieldType::kText, kNeither},
    Field{kResourceVersion, kMetadata, "resourceVersion", FieldType::kText, kNeither},
    Field{kAnnotations, kMetadata, "annotations", FieldType::kObject, kBoth},
    Field{kLabels, kMetadata, "labels", FieldType::kObject, kNode},
    Field{kDeletionTimestamp, kMetadata, "deletionTimestamp", FieldType::kText, kBoth},
    Field{kManagedFields, kMetadata, "managedFields", FieldType::kArray, kService},
    Field{kAnnotation, kAnnotations, Field::kEach, FieldType::kText, kBoth},
    Field{kLabel, kLabels, Field::kEach, FieldType::kText, kNode},
    Field{kManager, kManagedFields, Field::kEach, FieldType::kObject, kService},
    Field{kFieldsV1, kManager, "fieldsV1", FieldType::kObject, kService},
    Field{kManagedSpec, kFieldsV1, "f:spec", FieldType::kObject, kService},
    Field{kManagedPorts, kManagedSpec, "f:ports", FieldType::kObject, kService},
    Field{kManagedHealthCheckNodePort, kManagedSpec, "f:healthCheckNodePort", FieldType::kObject,
          kService},
    Field{kManagedPort, kManagedPorts, Field::kEach, FieldType::kObject, kService},
    Field{kManagedNodePort, kManagedPort, "f:nodePort", FieldType::kObject, kService},

    Field{kType, kSpec, "type", FieldType::kText, kService},
    Field{kPorts, kSpec, "ports", FieldType::kArray, kService},
    Field{kExternalIps, kSpec, "externalIPs", FieldType::kArray, kService},
    Field{kExternalTrafficPolicy, kSpec, "externalTrafficPolicy", FieldType::kText, kService},
    Field{kHealthCheckNodePort, kSpec, "healthCheckNodePort", FieldType::kPort, kService},
    Field{kAllocateLoadBalancerNodePorts, kSpec, "allocateLoadBalancerNodePorts", FieldType::kBool,
          kService},
    Field{kLoadBalancerClass, kSpec, "loadBalancerClass", FieldType::kText, kService},
    Field{kLoadBalancerSourceRanges, kSpec, "loadBalancerSourceRanges", FieldType::kArray,
          kService},
    Field{kIpFamilies, kSpec, "ipFamilies", FieldType::kArray, kService},
    Field{kProviderId, kSpec, "providerID", FieldType::kText, kNode},
    Field{kPort, kPorts, Field::kEach, FieldType::kObject, kService},
    Field{kPortName, kPort, "name", FieldType::kText, kService},
    Field{kPortProtocol, kPort, "protocol", FieldType::kText, kService},
    Field{kPortNumber, kPort, "port", FieldType::kPort, kService},
    Field{kPortNodePort, kPort, "nodePort", FieldType::kPort, kService},
    Field{kExternalIp, kExternalIps, Field::kEach, FieldType::kText, kService},
    Field{kSourceRange, kLoadBalancerSourceRanges, Field::kEach, FieldType::kText, kService},
    Field{kIpFamily, kIpFamilies, Field::kEach, FieldType::kText, kService},

    Field{kLoadBalancer, kStatus, "loadBalancer", FieldType::kObject, kService},
    Field{kAddresses, kStatus, "addresses", FieldType::kArray, kNode},
    Field{kIngress, kLoadBalancer, "ingress", FieldType::kArray, kService},
    Field{kIngressPoint, kIngress, Field::kEach, FieldType::kObject, kService},
    Field{kIngressIp, kIngressPoint, "ip", FieldType::kText, kService},
    Field{kAddress, kAddresses, Field::kEach, FieldType::kObject, kNode},
    Field{kAddressType, kAddress, "type", FieldType::kText, kNode},
    Field{kAddressText, kAddress, "address", FieldType::kText, kNode},
};
static_assert(kFields.size() == kFieldCount);

constexpr FieldTree kTree{kFields};

std::optional<cluster::ServiceProtocol> ParseProtocol(std::string_view text) {
  if (text == "TCP") return cluster::ServiceProtocol::kTcp;
  if (text == "UDP") return cluster::ServiceProtocol::kUdp;
  if (text == "SCTP") return cluster::ServiceProtocol::kSctp;
  return std::nullopt;
}

cluster::ServiceType ParseType(std::string_view text) {
  if (text == "NodePort") return cluster::ServiceType::kNodePort;
  if (text == "LoadBalancer") return cluster::ServiceType::kLoadBalancer;
  if (text == "ExternalName") return cluster::ServiceType::kExternalName;
  return cluster::ServiceType::kClusterIP;
}

std::optional<secgroup::Family> ParseFamily(std::string_view text) {
  if (text == "IPv4") return secgroup::Family::kIPv4;
  if (text == "IPv6") return secgroup::Family::kIPv6;
  return std::nullopt;
}

// Labels that checks look up by name, whatever else a Node carries.
bool IsNamedLabel(std::string_view key) {
  static constexpr std::array kNamed = {
      cluster::kMasterRole,        cluster::kControlPlaneRole,
      cluster::kInstanceTypeLabel, cluster::kExcludeFromLoadBalancers,
      cluster::kNodeInstanceId,    cluster::kNodePoolId};
  return std::find(kNamed.begin(), kNamed.end(), key) != kNamed.end();
}

// What stands behind `before` up to the first of `ends`; nothing if either is missing.
std::optional<std::string_view> Between(std::string_view text, std::string_view before,
                                        std::string_view ends) {
  const std::size_t start = text.find(before);
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start + before.size());
  const std::size_t end = text.find_first_of(ends);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

// Fails for a key that is given twice.
template <typename Entries>
tl::expected<cluster::StringMap, FieldError> ToMap(const Entries& entries, std::string_view path,
                                                   cluster::SourcePosition position) {
  cluster::StringMap map;
  for (const auto& [key, value] : entries) {
    if (map.emplace(key, value).second) continue;
    return tl::unexpected(
        FieldError{std::string(path) + '[' + std::string(key) + ']', "is given twice", position});
  }
  return map;
}

}  // namespace

ObjectReader::ObjectReader(const PositionSource* positions) : cursor_(kTree, positions) {}

void ObjectReader::Begin(FieldId field) {
  switch (field) {
    case kObject: position_ = cursor_.position(); break;
    case kAnnotations: annotations_.reserve(kUsualCount); break;
    case kPorts: service_.ports.reserve(kUsualCount); break;
    case kManager: service_.has_managed_fields = true; break;
    case kManagedHealthCheckNodePort: service_.health_check_node_port_owned = true; break;
    case kManagedPort: managed_port_ = ParsePortKey(cursor_.key()); break;
    case kManagedNodePort:
      if (managed_port_) owned_.push_back(*managed_port_);
      break;
    case kPort:
      service_.ports.emplace_back().position = cursor_.position();
      protocol_is_known_ = true;
      break;
    case kExternalIps: service_.external_ips_position = cursor_.position(); break;
    case kAddress: address_type_ = address_ = {}; break;
    default: break;
  }
}

void ObjectReader::End(FieldId field) {
  if (field == kPort && !protocol_is_known_) service_.ports.pop_back();
  if (field == kAddress && address_type_ == "InternalIP") node_.internal_ips.emplace_back(address_);
}

void ObjectReader::ReadText(FieldId field, std::string_view text) {
  switch (field) {
    case kApiVersion: api_version_ = text; break;
    case kKind: kind_ = text; break;
    case kName: name_ = text; break;
    case kNamespace: namespace_ = text; break;
    case kUid: uid_ = text; break;
    case kResourceVersion: resource_version_ = text; break;
    case kAnnotation: KeepAnnotation(cursor_.key(), text); break;
    case kLabel: KeepLabel(cursor_.key(), text); break;
    case kDeletionTimestamp: being_deleted_ = true; break;
    case kType: service_.type = ParseType(text); break;
    case kExternalTrafficPolicy: service_.external_traffic_local = text == "Local"; break;
    case kLoadBalancerClass: service_.load_balancer_class = text; break;
    case kPortName: service_.ports.back().name = text; break;
    case kPortProtocol: {
      const auto protocol = ParseProtocol(text);
      protocol_is_known_ = protocol.has_value();
      if (protocol) service_.ports.back().protocol = *protocol;
      break;
    }
    case kExternalIp: service_.external_ips.emplace_back(text); break;
    case kSourceRange: service_.load_balancer_source_ranges.emplace_back(text); break;
    case kIpFamily: {
      auto& families = service_.ip_families;
      if (!has_ip_families_) families.clear();
      has_ip_families_ = true;
      const auto family = ParseFamily(text);
      if (family && std::find(families.begin(), families.end(), *family) == families.end()) {
        families.push_back(*family);
      }
      break;
    }
    case kIngressIp: service_.load_balancer_ips.emplace_back(text); break;
    case kProviderId: node_.provider_id = text; break;
    case kAddressType: address_type_ = text; break;
    case kAddressText: address_ = text; break;
    default: break;
  }
}

void ObjectReader::ReadBool(FieldId field, bool value) {
  if (field == kAllocateLoadBalancerNodePorts) service_.allocate_load_balancer_node_ports = value;
}

void ObjectReader::ReadPort(FieldId field, std::uint16_t number) {
  switch (field) {
    case kPortNumber: service_.ports.back().port = number; break;
    case kPortNodePort: service_.ports.back().node_port = number; break;
    case kHealthCheckNodePort: service_.health_check_node_port = number; break;
    default: break;
  }
}

void ObjectReader::KeepAnnotation(std::string_view key, std::string_view value) {
  if (!cluster::IsReadAnnotation(key)) return;
  const bool is_named = !key.starts_with(cluster::kExemptionPrefix);
  if (is_named || annotations_.size() < kMaxEntries) annotations_.emplace_back(key, value);
}

void ObjectReader::KeepLabel(std::string_view key, std::string_view value) {
  if (labels_.size() < kMaxEntries || IsNamedLabel(key)) labels_.emplace_back(key, value);
}

// k:{"port":80,"protocol":"TCP"}: the notation of server-side apply for an element of spec.ports,
// whose map keys are port and protocol (kubernetes-sigs/structured-merge-diff, fieldpath).
std::optional<ObjectReader::PortKey> ObjectReader::ParsePortKey(std::string_view key) {
  const auto number = Between(key, "\"port\":", ",}");
  const auto protocol = Between(key, "\"protocol\":\"", "\"");
  if (!key.starts_with("k:{") || !number) return std::nullopt;
  PortKey parsed;
  const char* const end = number->data() + number->size();
  const auto [stop, error] = std::from_chars(number->data(), end, parsed.port);
  if (error != std::errc() || stop != end) return std::nullopt;
  if (!protocol) return parsed;
  const auto known = ParseProtocol(*protocol);
  if (!known) return std::nullopt;
  parsed.protocol = *known;
  return parsed;
}

tl::expected<cluster::Service, FieldError> ObjectReader::TakeService() {
  if (const FieldError* error = cursor_.error(kService)) return tl::unexpected(*error);
  auto annotations = ToMap(annotations_, "metadata.annotations", position_);
  if (!annotations) return tl::unexpected(std::move(annotations.error()));
  service_.annotations = *std::move(annotations);
  service_.namespace_name = namespace_;
  service_.name = name_;
  service_.being_deleted = being_deleted_;
  service_.position = position_;
  // Sorted, because a crafted object may have thousands of each.
  std::sort(owned_.begin(), owned_.end());
  for (cluster::ServicePort& port : service_.ports) {
    port.node_port_owned =
        std::binary_search(owned_.begin(), owned_.end(), PortKey{port.port, port.protocol});
  }
  return std::move(service_);
}

tl::expected<cluster::Node, FieldError> ObjectReader::TakeNode() {
  if (const FieldError* error = cursor_.error(kNode)) return tl::unexpected(*error);
  auto annotations = ToMap(annotations_, "metadata.annotations", position_);
  if (!annotations) return tl::unexpected(std::move(annotations.error()));
  auto labels = ToMap(labels_, "metadata.labels", position_);
  if (!labels) return tl::unexpected(std::move(labels.error()));
  node_.annotations = *std::move(annotations);
  node_.labels = *std::move(labels);
  node_.name = name_;
  node_.being_deleted = being_deleted_;
  node_.position = position_;
  return std::move(node_);
}

}  // namespace portcullis::kube
