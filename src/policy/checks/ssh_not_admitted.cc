#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindSshNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  const Expectations::Ssh& ssh = input.expectations.ssh;
  if (input.role != ListInput::Role::kWorkers || !ssh.required) return;
  RequireOfList(
      input,
      {.check = "ssh-not-admitted",
       .row = "N3",
       .packets = {secgroup::ServiceSet({secgroup::Protocol::kTcp}, secgroup::PortSet({{22, 22}})),
                   ssh.clients.Empty() ? secgroup::AddressSet::All(secgroup::Family::kIPv4)
                                       : ssh.clients},
       .what = {"SSH"_msg, {}},
       .severity = Severity::kMedium},
      evaluation);
}

}  // namespace portcullis::policy
