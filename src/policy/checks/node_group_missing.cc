#include "policy/checks/checks.h"

namespace portcullis::policy {

void FindNodeGroupMissing(const NodeInput& input, Evaluation& evaluation) {
  constexpr std::string_view kId = "node-group-missing";
  if (input.instance == nullptr) {
    evaluation.not_evaluated.push_back(
        {kId, input.object, Reason::kUnmatched, input.unmatched_because, std::nullopt});
    return;
  }
  if (!input.instance->groups) {
    evaluation.not_evaluated.push_back({kId, input.object, Reason::kUnresolved,
                                        {"the facts do not give the groups of {instance}"_msg,
                                         {{"instance", input.instance->id}}},
                                        std::nullopt});
    return;
  }
  if (!input.instance->groups->empty()) return;
  Finding finding;
  finding.object = input.object;
  finding.severity = Severity::kHigh;
  finding.requirement = "P1";
  finding.places = {{"instance", input.instance->id}};
  finding.say = {"no security group is bound to {instance}"_msg, "bind the cluster's group"_msg,
                 "bind the groups of the cluster's other nodes to the instance, in the same order"_msg};
  finding.source = input.node.position;
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
