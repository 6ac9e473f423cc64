#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"

namespace portcullis::policy {

void FindNodePortProtocolUnfilterable(const ServiceInput& input, Evaluation& evaluation) {
  for (const NodePort& port : input.node_ports) {
    if (port.protocol != cluster::ServiceProtocol::kSctp) continue;
    Finding finding = MakeNodePortFinding(input, port, "");
    finding.severity = Severity::kLow;
    finding.message = port.ToString() + " cannot be filtered: security groups have no word for SCTP";
    finding.advice = "only an ALL rule admits it";
    finding.fix = "admit ALL from the clients to the nodes, or use TCP or UDP";
    evaluation.findings.push_back(std::move(finding));
  }
}

}  // namespace portcullis::policy
