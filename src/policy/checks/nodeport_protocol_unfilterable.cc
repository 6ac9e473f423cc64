#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"

namespace portcullis::policy {

void FindNodePortProtocolUnfilterable(const ServiceInput& input, Evaluation& evaluation) {
  for (const NodePort& port : input.node_ports) {
    if (port.protocol != cluster::ServiceProtocol::kSctp) continue;
    Finding finding = MakeNodePortFinding(input, port, "");
    finding.severity = Severity::kLow;
    finding.places = {{"port", port.Describe()}};
    finding.say = {"{port} cannot be filtered: security groups have no word for SCTP"_msg,
                   "only an ALL rule admits it"_msg,
                   "admit ALL from the clients to the nodes, or use TCP or UDP"_msg};
    evaluation.findings.push_back(std::move(finding));
  }
}

}  // namespace portcullis::policy
