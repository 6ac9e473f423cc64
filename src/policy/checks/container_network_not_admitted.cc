#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindContainerNetworkNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "container-network-not-admitted";
  if (input.role == ListInput::Role::kMasters) return;
  // Cilium's overlay wraps Pods' packets, so groups never see their addresses.
  if (input.view.facts().network.mode == cluster::NetworkMode::kCiliumOverlay) return;
  if (input.view.pods_network().Empty()) {
    AddNotEvaluated(
        input, kId, {"the container network (network.containerCidrs) is not in the facts"_msg, {}}, evaluation);
    return;
  }
  RequireOfList(input,
                {.check = kId,
                 .row = "N1",
                 .packets = AllPackets(input.view.pods_network()),
                 .what = "container network"_msg,
                 .severity = Severity::kHigh,
                 .low_for_portless_only = true},
                evaluation);
}

}  // namespace portcullis::policy
