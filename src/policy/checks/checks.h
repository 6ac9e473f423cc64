#pragma once

#include "policy/check_input.h"
#include "policy/finding.h"

// Every check's function; default_checks.cc says what each is for, docs/checks/<id>.md what it flags
// and why. Each file here holds one of them.
namespace portcullis::policy {

void FindNodePortOutOfRange(const ServiceInput& input, Evaluation& evaluation);
void FindNodePortNotAdmitted(const ServiceInput& input, Evaluation& evaluation);
void FindNodePortOverexposed(const ServiceInput& input, Evaluation& evaluation);
void FindNodePortProtocolUnfilterable(const ServiceInput& input, Evaluation& evaluation);
void FindExternalIpUsed(const ServiceInput& input, Evaluation& evaluation);

void FindNodeGroupMissing(const NodeInput& input, Evaluation& evaluation);
void FindNodeGroupsInconsistent(const NodeInput& input, Evaluation& evaluation);
void FindEniSecurityGroupsDisabled(const NodeInput& input, Evaluation& evaluation);

void FindContainerNetworkNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindClusterNetworkNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindPeerClusterNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindNodePortRangeNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindIcmpNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindSshNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindControlPlanePortNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindEgressNotAdmitted(const ListInput& input, Evaluation& evaluation);
void FindAdminPortOpenToWorld(const ListInput& input, Evaluation& evaluation);
void FindAllPortsOpenToWorld(const ListInput& input, Evaluation& evaluation);

void FindForeignInstanceInGroup(const GroupInput& input, Evaluation& evaluation);
void FindRuleShadowed(const GroupInput& input, Evaluation& evaluation);
void FindRuleRedundant(const GroupInput& input, Evaluation& evaluation);
void FindRuleUnresolved(const GroupInput& input, Evaluation& evaluation);
void FindGroupQuotaNear(const GroupInput& input, Evaluation& evaluation);

}  // namespace portcullis::policy
