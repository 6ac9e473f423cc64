#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "nodeport-range-not-admitted";

void Require(const ListInput& input, std::string_view row, secgroup::Protocol protocol,
             const secgroup::AddressSet& clients, Severity severity, Evaluation& evaluation) {
  const secgroup::ServiceSet services({protocol},
                                      secgroup::PortSet({input.expectations.node_port_range}));
  RequireOfList(input,
                {.check = kId,
                 .row = row,
                 .packets = {services, clients},
                 .what = {"node ports"_msg, {}},
                 .severity = severity},
                evaluation);
}

}  // namespace

// Workers are reached by clients; masters only by what runs in the cluster.
void FindNodePortRangeNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  using enum secgroup::Protocol;
  if (input.role == ListInput::Role::kPodInterfaces) return;
  if (input.role == ListInput::Role::kWorkers) {
    const secgroup::AddressSet clients =
        input.expectations.node_port_clients.Only(secgroup::Family::kIPv4);
    Require(input, "N4", kTcp, clients, Severity::kMedium, evaluation);
    Require(input, "N5", kUdp, clients, Severity::kMedium, evaluation);
    return;
  }
  if (const secgroup::AddressSet* nodes = NodesNetwork(input, kId, evaluation)) {
    Require(input, "M2", kTcp, *nodes, Severity::kHigh, evaluation);
    Require(input, "M3", kUdp, *nodes, Severity::kHigh, evaluation);
  }
  if (const secgroup::AddressSet* pods = PodsNetwork(input, kId, evaluation)) {
    Require(input, "M6", kTcp, *pods, Severity::kHigh, evaluation);
    Require(input, "M7", kUdp, *pods, Severity::kHigh, evaluation);
  }
}

}  // namespace portcullis::policy
