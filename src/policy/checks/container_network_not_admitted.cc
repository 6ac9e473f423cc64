#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindContainerNetworkNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "container-network-not-admitted";
  if (input.role == ListInput::Role::kMasters) return;
  const secgroup::AddressSet* pods = PodsNetwork(input, kId, evaluation);
  if (pods == nullptr) return;
  RequireOfList(input,
                {.check = kId,
                 .row = "N1",
                 .packets = AllPackets(*pods),
                 .what = {"container network"_msg, {}},
                 .severity = Severity::kHigh,
                 .low_for_portless_only = true},
                evaluation);
}

}  // namespace portcullis::policy
