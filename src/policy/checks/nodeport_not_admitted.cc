#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "nodeport-not-admitted";

Finding Describe(const ServiceInput& input, const NodePort& port, const Clients& clients,
                 const PortAnswer& answer) {
  Finding finding = MakeNodePortFinding(input, port, "P7");
  AddAnswer(answer, finding);
  const bool is_health_check = port.purpose == NodePort::Purpose::kHealthCheck;
  finding.severity = is_health_check ? Severity::kLow : Severity::kHigh;
  const std::string from = DescribeRemotes(answer.remotes, clients);
  const std::string what = (is_health_check ? "health check " : "") + port.ToString();
  finding.message = what + " from " + from + " dropped on " + DescribeNodes(answer.nodes);
  if (answer.decided_by) {
    finding.advice = "admit above";
    finding.fix = "admit " + from + " to " + what + " ahead of that rule";
  } else {
    finding.advice = "no rule admits it";
    finding.fix = "add a rule that admits " + from + " to " + what;
  }
  if (input.service.type == cluster::ServiceType::kLoadBalancer &&
      input.service.load_balancer_source_ranges.empty()) {
    finding.fix += ", or say who the clients are in spec.loadBalancerSourceRanges";
  }
  return finding;
}

}  // namespace

void FindNodePortNotAdmitted(const ServiceInput& input, Evaluation& evaluation) {
  if (input.node_ports.empty()) return;
  const auto not_evaluated = [&](Reason reason, const std::string& why,
                                 const std::optional<RuleLocation>& decided_by) {
    evaluation.not_evaluated.push_back({kId, RefTo(input.service), reason, why, decided_by});
  };
  const Backends& backends = input.reach->backends;
  for (std::size_t i = 0; i < input.node_ports.size(); ++i) {
    const NodePort& port = input.node_ports[i];
    const Clients& clients = input.reach->clients[i];
    if (!clients.must_unknown.empty()) {
      not_evaluated(Reason::kUnresolved, clients.must_unknown, std::nullopt);
      continue;
    }
    if (clients.must_perhaps.Empty()) continue;
    if (!backends.problem().empty()) {
      not_evaluated(Reason::kUnmatched, backends.problem(), std::nullopt);
      return;
    }
    const PortAnswer answer =
        Ask({&secgroup::Partition::dropped, clients.must, clients.must_perhaps}, port, backends,
            input.reach->view, input.expectations.node_port_range);
    if (answer.outcome == Outcome::kFail) {
      evaluation.findings.push_back(Describe(input, port, clients, answer));
    } else if (answer.outcome == Outcome::kNotEvaluated) {
      not_evaluated(answer.reason, answer.why_not_evaluated, answer.decided_by);
    }
  }
}

}  // namespace portcullis::policy
