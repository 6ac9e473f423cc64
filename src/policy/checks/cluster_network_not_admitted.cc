#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindClusterNetworkNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "cluster-network-not-admitted";
  if (input.role == ListInput::Role::kMasters) return;
  const secgroup::AddressSet* nodes = NodesNetwork(input, kId, evaluation);
  if (nodes == nullptr) return;
  RequireOfList(input,
                {.check = kId,
                 .row = "N2",
                 .packets = AllPackets(*nodes),
                 .what = {"node network"_msg, {}},
                 .severity = Severity::kHigh,
                 .low_for_portless_only = true},
                evaluation);
}

}  // namespace portcullis::policy
