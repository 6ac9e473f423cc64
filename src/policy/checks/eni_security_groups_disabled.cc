#include "policy/checks/checks.h"

namespace portcullis::policy {

void FindEniSecurityGroupsDisabled(const NodeInput& input, Evaluation& evaluation) {
  const std::string* value = cluster::Find(input.node.annotations, cluster::kDisableEniGroups);
  if (value == nullptr || *value != "yes") return;
  Finding finding;
  finding.object = input.object;
  finding.severity = Severity::kMedium;
  finding.message = std::string(cluster::kDisableEniGroups) + " leaves pod interfaces unguarded";
  finding.advice = "remove it";
  finding.fix = "remove the annotation " + std::string(cluster::kDisableEniGroups) +
                ", so that the node's pod interfaces are bound to security groups again";
  finding.field = "metadata.annotations[" + std::string(cluster::kDisableEniGroups) + "]";
  finding.source = input.node.position;
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
