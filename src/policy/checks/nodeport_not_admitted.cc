#include "policy/checks/checks.h"
#include "policy/checks/node_port_finding.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "nodeport-not-admitted";

message::Sentence FixFor(const cluster::Service& service, const NodePort& port,
                         const PortAnswer& answer) {
  if (port.group_protocol() == secgroup::Protocol::kOther) {
    return "admit {from} to {port} with a rule for ALL protocols, since no other matches it"_msg;
  }
  const bool could_name_clients = service.type == cluster::ServiceType::kLoadBalancer &&
                                  service.load_balancer_source_ranges.empty();
  if (answer.decided_by) {
    return could_name_clients
               ? "admit {from} to {port} ahead of that rule (portcullis plan writes it), or say "
                 "who the "
                 "clients are in spec.loadBalancerSourceRanges"_msg
               : "admit {from} to {port} ahead of that rule (portcullis plan writes it)"_msg;
  }
  return could_name_clients
             ? "add a rule that admits {from} to {port} (portcullis plan writes it), or "
               "say who the clients are in spec.loadBalancerSourceRanges"_msg
             : "add a rule that admits {from} to {port} (portcullis plan writes it)"_msg;
}

// A port that is yet to be allocated may become any of the range.
RequiredPackets Required(const ServiceInput& input, const NodePort& port, const Clients& clients) {
  const secgroup::PortSet ports = port.number
                                      ? secgroup::PortSet({{*port.number, *port.number}})
                                      : secgroup::PortSet({input.expectations.node_port_range});
  const secgroup::ServiceSet services({port.group_protocol()}, ports);
  RequiredPackets required{secgroup::Direction::kIngress, {services, clients.must}, {}};
  for (const MemberClass& of_list : input.reach->backends.classes()) {
    required.lists.push_back(of_list.list->groups);
  }
  return required;
}

Finding Describe(const ServiceInput& input, const NodePort& port, const Clients& clients,
                 const PortAnswer& answer) {
  Finding finding = MakeNodePortFinding(input, port, "P7");
  AddAnswer(answer, finding);
  finding.required = Required(input, port, clients);
  const bool is_health_check = port.purpose == NodePort::Purpose::kHealthCheck;
  finding.severity = is_health_check ? Severity::kLow : Severity::kHigh;
  finding.places = {{"port", port.Describe()},
                    {"from", DescribeRemotes(answer.remotes, clients)},
                    {"nodes", DescribeNodes(answer.nodes)}};
  finding.say = {"{port} from {from} dropped on {nodes}"_msg,
                 answer.decided_by ? "admit above"_msg : "no rule admits it"_msg,
                 FixFor(input.service, port, answer)};
  return finding;
}

}  // namespace

void FindNodePortNotAdmitted(const ServiceInput& input, Evaluation& evaluation) {
  if (input.node_ports.empty()) return;
  const auto not_evaluated = [&](Reason reason, const message::Text& why,
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
