#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

// Clusters of one VPC that call each other see each other's Pods and nodes by their own addresses.
void FindPeerClusterNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "peer-cluster-not-admitted";
  if (input.role != ListInput::Role::kWorkers) return;
  for (const cluster::PeerCluster& peer : input.view.peers()) {
    const secgroup::AddressSet networks = peer.containers.Union(peer.nodes);
    if (networks.Empty()) {
      AddNotEvaluated(input, kId,
                      {"no network of peer cluster {peer} is given"_msg, {{"peer", peer.name}}},
                      evaluation);
      continue;
    }
    RequireOfList(input,
                  {.check = kId,
                   .row = "P5",
                   .packets = AllPackets(networks),
                   .what = {"peer cluster {peer}"_msg, {{"peer", peer.name}}},
                   .severity = Severity::kHigh,
                   .low_for_portless_only = true,
                   .peer = peer.name},
                  evaluation);
  }
}

}  // namespace portcullis::policy
