#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

// Only the nodes' and the containers' networks are asked for: where else nodes may go is the user's
// choice.
void FindEgressNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "egress-not-admitted";
  if (input.role == ListInput::Role::kPodInterfaces) return;
  const bool has_overlay =
      input.view.facts().network.mode == cluster::NetworkMode::kCiliumOverlay;
  const secgroup::AddressSet& nodes = input.view.nodes_network();
  const secgroup::AddressSet pods =
      has_overlay ? secgroup::AddressSet() : input.view.pods_network();
  RequireOfList(input,
                {.check = kId,
                 .row = input.role == ListInput::Role::kMasters ? "M10" : "N7",
                 .direction = secgroup::Direction::kEgress,
                 .packets = AllPackets(nodes.Union(pods)),
                 .what = {"egress"_msg, {}},
                 .severity = Severity::kHigh,
                 .low_for_portless_only = true},
                evaluation);
  // What is dropped to one network is a finding whatever the other one is.
  const bool lacks_network = nodes.Empty() || (pods.Empty() && !has_overlay);
  if (lacks_network && evaluation.findings.empty()) {
    AddNotEvaluated(
        input, kId, {"the node or container network is not in the facts"_msg, {}}, evaluation);
  }
}

}  // namespace portcullis::policy
