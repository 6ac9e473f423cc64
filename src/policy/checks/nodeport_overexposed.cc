#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "nodeport-overexposed";

Finding Describe(const ServiceInput& input, const NodePort& port, const Clients& clients,
                 const PortAnswer& answer) {
  Finding finding = MakeNodePortFinding(input, port, "P3");
  AddAnswer(answer, finding);
  const bool is_expected =
      answer.all_remotes.Difference(input.expectations.node_port_clients).Empty();
  finding.severity = is_expected ? Severity::kInfo : Severity::kMedium;
  finding.places = {{"port", port.Describe()},
                    {"from", DescribeRemotes(answer.remotes, clients)},
                    {"nodes", DescribeNodes(answer.nodes)},
                    {"clients", DescribeAddresses(clients.may)}};
  finding.say = {
      "{port} open to {from} on {nodes}, beyond its clients"_msg, "narrow it"_msg,
      "admit only {clients} to {port}, or name the further clients in the Service"_msg};
  return finding;
}

// The cluster's own networks may always get in; without them nobody can be said to be outside.
bool KnowsOwnNetworks(const ClusterView& view) {
  const bool has_overlay = view.facts().network.mode == cluster::NetworkMode::kCiliumOverlay;
  return !view.nodes_network().Empty() && (has_overlay || !view.pods_network().Empty());
}

}  // namespace

void FindNodePortOverexposed(const ServiceInput& input, Evaluation& evaluation) {
  if (input.node_ports.empty()) return;
  const auto not_evaluated = [&](Reason reason, const message::Text& why,
                                 const std::optional<RuleLocation>& decided_by) {
    evaluation.not_evaluated.push_back({kId, RefTo(input.service), reason, why, decided_by});
  };
  const Backends& backends = input.reach->backends;
  for (std::size_t i = 0; i < input.node_ports.size(); ++i) {
    const NodePort& port = input.node_ports[i];
    const Clients& clients = input.reach->clients[i];
    if (port.purpose == NodePort::Purpose::kHealthCheck) continue;
    const secgroup::AddressSet outside = clients.families.Difference(clients.may);
    if (outside.Empty()) continue;
    if (!KnowsOwnNetworks(input.reach->view)) {
      not_evaluated(Reason::kUnresolved,
                    {"the facts do not hold the node and container networks"_msg, {}}, std::nullopt);
      continue;
    }
    if (!backends.problem().empty()) {
      not_evaluated(Reason::kUnmatched, backends.problem(), std::nullopt);
      return;
    }
    const PortAnswer answer = Ask({&secgroup::Partition::accepted, outside, outside}, port, backends,
                                  input.reach->view, input.expectations.node_port_range);
    if (answer.outcome == Outcome::kFail) {
      evaluation.findings.push_back(Describe(input, port, clients, answer));
    } else if (answer.outcome == Outcome::kNotEvaluated) {
      not_evaluated(answer.reason, answer.why_not_evaluated, answer.decided_by);
    }
  }
}

}  // namespace portcullis::policy
