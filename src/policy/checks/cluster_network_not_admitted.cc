#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindClusterNetworkNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "cluster-network-not-admitted";
  if (input.role == ListInput::Role::kMasters) return;
  if (input.view.nodes_network().Empty()) {
    AddNotEvaluated(
        input, kId, {"the node network (network.nodeCidrs) is not in the facts"_msg, {}}, evaluation);
    return;
  }
  RequireOfList(input,
                {.check = kId,
                 .row = "N2",
                 .packets = AllPackets(input.view.nodes_network()),
                 .what = "node network"_msg,
                 .severity = Severity::kHigh,
                 .low_for_portless_only = true},
                evaluation);
}

}  // namespace portcullis::policy
