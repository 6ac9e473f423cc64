#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindIcmpNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  if (input.role == ListInput::Role::kPodInterfaces) return;
  RequireOfList(
      input,
      {.check = "icmp-not-admitted",
       .row = input.role == ListInput::Role::kMasters ? "M1" : "N6",
       .packets = {secgroup::ServiceSet({secgroup::Protocol::kIcmp}, secgroup::AllPorts()),
                   secgroup::AddressSet::All(secgroup::Family::kIPv4)},
       .what = {"ping"_msg, {}},
       .severity = Severity::kLow},
      evaluation);
}

}  // namespace portcullis::policy
