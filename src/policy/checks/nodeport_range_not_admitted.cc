#include "policy/checks/checks.h"
#include "policy/checks/list_requirement.h"

namespace portcullis::policy {

void FindNodePortRangeNotAdmitted(const ListInput& input, Evaluation& evaluation) {
  if (input.role != ListInput::Role::kWorkers) return;
  struct Row {
    std::string_view id;
    secgroup::Protocol protocol;
  };
  for (const Row& row : {Row{"N4", secgroup::Protocol::kTcp}, Row{"N5", secgroup::Protocol::kUdp}}) {
    const secgroup::ServiceSet services({row.protocol},
                                        secgroup::PortSet({input.expectations.node_port_range}));
    RequireOfList(
        input,
        {.check = "nodeport-range-not-admitted",
         .row = row.id,
         .packets = {services,
                     input.expectations.node_port_clients.Only(secgroup::Family::kIPv4)},
         .what = "node ports"_msg,
         .severity = Severity::kMedium},
        evaluation);
  }
}

}  // namespace portcullis::policy
