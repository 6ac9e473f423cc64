#include "policy/node_port.h"

#include <algorithm>
#include <string>
#include <utility>

namespace portcullis::policy {
namespace {

constexpr std::uint16_t kFirstInventedPort = 32769;

bool HasNodePort(const cluster::Service* service, cluster::ServiceProtocol protocol,
                 std::uint16_t number) {
  return service != nullptr &&
         std::any_of(service->ports.begin(), service->ports.end(), [&](const auto& port) {
           return port.protocol == protocol && port.node_port == number;
         });
}

// Whether a dry run made the number up.
bool IsInvented(const cluster::Service& service, bool owned, bool old_has_it, std::uint16_t number) {
  if (owned || old_has_it) return false;
  return service.has_managed_fields || number >= kFirstInventedPort;
}

std::optional<std::uint16_t> Allocated(std::uint16_t number, bool invented) {
  if (number == 0 || invented) return std::nullopt;
  return number;
}

}  // namespace

secgroup::Protocol NodePort::group_protocol() const {
  switch (protocol) {
    case cluster::ServiceProtocol::kTcp: return secgroup::Protocol::kTcp;
    case cluster::ServiceProtocol::kUdp: return secgroup::Protocol::kUdp;
    case cluster::ServiceProtocol::kSctp: return secgroup::Protocol::kOther;
  }
  return secgroup::Protocol::kOther;
}

message::Text NodePort::Describe() const {
  std::vector<message::Place> places = {{"protocol", std::string(cluster::ToString(protocol))}};
  if (number) places.push_back({"port", std::to_string(*number)});
  if (purpose == Purpose::kHealthCheck) {
    return {number ? "health check {protocol} {port}"_msg : "health check any {protocol} node port"_msg,
            std::move(places)};
  }
  return {number ? "{protocol} {port}"_msg : "any {protocol} node port"_msg, std::move(places)};
}

std::vector<NodePort> NodePortsOf(const cluster::Service& service, const cluster::Service* old,
                                  DryRun dry_run) {
  std::vector<NodePort> node_ports;
  if (!service.MayHaveNodePorts()) return node_ports;
  for (std::size_t i = 0; i < service.ports.size(); ++i) {
    const cluster::ServicePort& port = service.ports[i];
    if (port.node_port == 0 && !service.AllocatesNodePorts()) continue;
    const bool invented =
        dry_run == DryRun::kYes &&
        IsInvented(service, port.node_port_owned, HasNodePort(old, port.protocol, port.node_port),
                   port.node_port);
    node_ports.push_back({port.protocol, Allocated(port.node_port, invented),
                          NodePort::Purpose::kTraffic, port.port, i, port.position});
  }
  const bool has_health_check = service.type == cluster::ServiceType::kLoadBalancer &&
                                service.external_traffic_local;
  if (has_health_check) {
    const std::uint16_t number = service.health_check_node_port;
    const bool invented =
        dry_run == DryRun::kYes &&
        IsInvented(service, service.health_check_node_port_owned,
                   old != nullptr && old->health_check_node_port == number, number);
    node_ports.push_back({cluster::ServiceProtocol::kTcp, Allocated(number, invented),
                          NodePort::Purpose::kHealthCheck, 0, 0, service.position});
  }
  return node_ports;
}

secgroup::ServiceSet ServicesOf(const std::vector<NodePort>& ports,
                                secgroup::Interval<std::uint16_t> range) {
  secgroup::ServiceSet services;
  for (const NodePort& port : ports) {
    const auto numbers =
        port.number ? secgroup::Interval<std::uint16_t>{*port.number, *port.number} : range;
    services = services.Union(
        secgroup::ServiceSet({port.group_protocol()}, secgroup::PortSet({numbers})));
  }
  return services;
}

}  // namespace portcullis::policy
