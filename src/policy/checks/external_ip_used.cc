#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"

namespace portcullis::policy {

// Nodes take traffic for whatever address a Service lists there, so whoever may write Services may
// take over traffic of others: CVE-2020-8554.
void FindExternalIpUsed(const ServiceInput& input, Evaluation& evaluation) {
  const std::vector<std::string>& addresses = input.service.external_ips;
  if (addresses.empty()) return;
  Finding finding;
  finding.object = RefTo(input.service);
  finding.severity = Severity::kHigh;
  finding.places = {{"address", addresses.front()},
                    {"count", std::to_string(addresses.size() - 1)}};
  finding.say = {addresses.size() == 1 ? "spec.externalIPs claims {address}"_msg
                                       : "spec.externalIPs claims {address} and {count} more"_msg,
                 "use a load balancer"_msg,
                 "remove spec.externalIPs; expose the Service with type LoadBalancer instead"_msg};
  finding.field = "spec.externalIPs";
  finding.source = input.service.external_ips_position;
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
