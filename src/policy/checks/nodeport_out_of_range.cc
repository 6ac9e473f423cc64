#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"

namespace portcullis::policy {
namespace {

// The recommended practice ends the range at 32768, one behind what Kubernetes allocates.
constexpr std::uint16_t kDocumentedEnd = 32768;

}  // namespace

void FindNodePortOutOfRange(const ServiceInput& input, Evaluation& evaluation) {
  const auto [first, last] = input.expectations.node_port_range;
  for (const NodePort& port : input.node_ports) {
    if (!port.number || (first <= *port.number && *port.number <= last)) continue;
    Finding finding = MakeNodePortFinding(input, port, "P7");
    finding.severity = *port.number == kDocumentedEnd ? Severity::kInfo : Severity::kMedium;
    finding.places = {{"port", port.Describe()},
                      {"range", std::to_string(first) + "-" + std::to_string(last)}};
    finding.say = {"{port} is outside the node-port range {range}"_msg,
                   "use a port of the range"_msg,
                   "choose a node port within {range}, or set expectations.nodePortRange to the API "
                   "server's --service-node-port-range"_msg};
    evaluation.findings.push_back(std::move(finding));
  }
}

}  // namespace portcullis::policy
