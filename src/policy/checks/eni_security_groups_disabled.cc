#include "policy/checks/checks.h"

namespace portcullis::policy {

void FindEniSecurityGroupsDisabled(const NodeInput& input, Evaluation& evaluation) {
  const std::string* value = cluster::Find(input.node.annotations, cluster::kDisableEniGroups);
  if (value == nullptr || *value != "yes") return;
  Finding finding;
  finding.object = input.object;
  finding.severity = Severity::kMedium;
  finding.places = {{"annotation", std::string(cluster::kDisableEniGroups)}};
  finding.say = {"{annotation} leaves pod interfaces unguarded"_msg, "remove it"_msg,
                 "remove the annotation {annotation}, so that the node's pod interfaces are bound to "
                 "security groups again"_msg};
  finding.field = "metadata.annotations[" + std::string(cluster::kDisableEniGroups) + "]";
  finding.source = input.node.position;
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
