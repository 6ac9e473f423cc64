#include <array>
#include <string>

#include "policy/checks/checks.h"
#include "policy/checks/world_open_finding.h"
#include "policy/wording.h"

namespace portcullis::policy {

void FindAllPortsOpenToWorld(const ListInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "all-ports-open-to-world";
  if (input.role == ListInput::Role::kPodInterfaces || input.list.groups.empty()) return;
  const WorldOpen open = WorldOpen::Of(input);
  for (const secgroup::Protocol protocol : {secgroup::Protocol::kTcp, secgroup::Protocol::kUdp}) {
    if (!IsMostPorts(open.certain(protocol))) {
      if (IsMostPorts(open.possible(protocol))) {
        evaluation.not_evaluated.push_back(open.NotEvaluated(input, kId, protocol));
      }
      continue;
    }
    const std::uint16_t port = open.certain(protocol).intervals().front().first;
    Finding finding = MakeWorldOpenFinding(input, protocol, port);
    finding.severity = Severity::kCritical;
    finding.places.push_back({"count", std::to_string(CountPorts(open.certain(protocol)))});
    finding.places.push_back({"protocol", std::string(secgroup::ToString(protocol))});
    finding.say = {"{count} {protocol} ports open to {from} on {nodes}"_msg, "narrow it"_msg,
                   "admit only the ports that are needed, each from those who need it"_msg};
    evaluation.findings.push_back(std::move(finding));
    return;  // one finding a list
  }
}

}  // namespace portcullis::policy
