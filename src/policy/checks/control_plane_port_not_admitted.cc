#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "control-plane-port-not-admitted";

using secgroup::PortSet;
using secgroup::Protocol;

void Require(const ListInput& input, std::string_view row, Protocol protocol, const PortSet& ports,
             const secgroup::AddressSet& remotes, Evaluation& evaluation) {
  RequireOfList(input,
                {.check = kId,
                 .row = row,
                 .packets = {secgroup::ServiceSet({protocol}, ports), remotes},
                 .what = {"control plane"_msg, {}},
                 .severity = Severity::kHigh},
                evaluation);
}

}  // namespace

// What the masters of an independent cluster serve: API server, etcd, kubelet, DNS and TKE's own
// components. Source: TKE documentation, product 457, page 9084, the table for masters.
void FindControlPlanePortNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  if (input.role != ListInput::Role::kMasters) return;
  const PortSet for_pods({{53, 53}, {2379, 2380}, {10250, 10250}, {17443, 17443}, {60001, 60002}});
  const PortSet for_nodes = for_pods.Union(PortSet({{443, 443}, {50055, 50055}, {61678, 61678}}));
  const PortSet dns({{53, 53}});
  if (const secgroup::AddressSet* nodes = NodesNetwork(input, kId, evaluation)) {
    Require(input, "M4", Protocol::kTcp, for_nodes, *nodes, evaluation);
    Require(input, "M9", Protocol::kUdp, dns, *nodes, evaluation);
  }
  if (const secgroup::AddressSet* pods = PodsNetwork(input, kId, evaluation)) {
    Require(input, "M5", Protocol::kTcp, for_pods, *pods, evaluation);
    Require(input, "M8", Protocol::kUdp, dns, *pods, evaluation);
  }
}

}  // namespace portcullis::policy
