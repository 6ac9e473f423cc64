#include "policy/checks/node_port_finding.h"

#include "policy/wording.h"

namespace portcullis::policy {

ObjectRef RefTo(const cluster::Service& service) {
  return {ObjectRef::Kind::kService, service.namespace_name, service.name};
}

Finding MakeNodePortFinding(const ServiceInput& input, const NodePort& port,
                            std::string_view requirement) {
  Finding finding;
  finding.object = RefTo(input.service);
  finding.requirement = requirement;
  switch (port.protocol) {
    case cluster::ServiceProtocol::kTcp: finding.key.protocol = "tcp"; break;
    case cluster::ServiceProtocol::kUdp: finding.key.protocol = "udp"; break;
    case cluster::ServiceProtocol::kSctp: finding.key.protocol = "sctp"; break;
  }
  finding.key.port = port.number ? std::to_string(*port.number) : "unallocated";
  finding.field = port.purpose == NodePort::Purpose::kHealthCheck
                      ? "spec.healthCheckNodePort"
                      : "spec.ports[" + std::to_string(port.index) + "].nodePort";
  finding.source = port.position;
  return finding;
}

void AddAnswer(const PortAnswer& answer, Finding& finding) {
  finding.nodes = answer.nodes;
  finding.witness = answer.witness;
  finding.decided_by = answer.decided_by;
  finding.groups = answer.groups;
}

message::Text DescribeNodes(const NodeNames& nodes) {
  return {nodes.of == 1 ? "{count}/{of} node"_msg : "{count}/{of} nodes"_msg,
          {{"count", std::to_string(nodes.count)}, {"of", std::to_string(nodes.of)}}};
}

message::Text DescribeRemotes(const secgroup::AddressSet& remotes, const Clients& clients) {
  return DescribeAddresses(remotes, clients.families);
}

}  // namespace portcullis::policy
