#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/annotations.h"
#include "cluster/source_position.h"
#include "secgroup/address.h"

namespace portcullis::cluster {

enum class ServiceType : std::uint8_t { kClusterIP, kNodePort, kLoadBalancer, kExternalName };
enum class ServiceProtocol : std::uint8_t { kTcp, kUdp, kSctp };

std::string_view ToString(ServiceProtocol protocol);  // "TCP", "UDP", "SCTP"

struct ServicePort {
  std::string name;
  ServiceProtocol protocol = ServiceProtocol::kTcp;
  std::uint16_t port = 0;
  std::uint16_t node_port = 0;  // 0: none
  // Whether metadata.managedFields says that somebody wrote the node port, as opposed to the API server
  // that allocated it.
  bool node_port_owned = false;
  SourcePosition position;

  friend bool operator==(const ServicePort&, const ServicePort&) = default;
};

// What checks read of a Service (core/v1). Absent fields hold the API server's defaults.
struct Service {
  std::string namespace_name;
  std::string name;
  StringMap annotations;
  bool being_deleted = false;  // metadata.deletionTimestamp is set
  bool has_managed_fields = false;

  ServiceType type = ServiceType::kClusterIP;
  std::vector<ServicePort> ports;
  std::vector<std::string> external_ips;
  bool external_traffic_local = false;  // externalTrafficPolicy: Local
  std::uint16_t health_check_node_port = 0;
  bool health_check_node_port_owned = false;
  bool allocate_load_balancer_node_ports = true;
  std::string load_balancer_class;
  std::vector<std::string> load_balancer_source_ranges;
  std::vector<secgroup::Family> ip_families = {secgroup::Family::kIPv4};
  // status.loadBalancer.ingress[].ip
  std::vector<std::string> load_balancer_ips;

  SourcePosition position;               // of the object
  SourcePosition external_ips_position;  // of spec.externalIPs

  bool MayHaveNodePorts() const {
    return type == ServiceType::kNodePort || type == ServiceType::kLoadBalancer;
  }
  // Whether the API server allocates node ports where the object gives none.
  bool AllocatesNodePorts() const {
    return type == ServiceType::kNodePort ||
           (type == ServiceType::kLoadBalancer && allocate_load_balancer_node_ports);
  }

  friend bool operator==(const Service&, const Service&) = default;
};

}  // namespace portcullis::cluster
