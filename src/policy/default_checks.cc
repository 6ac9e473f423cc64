#include "policy/check.h"

#include <algorithm>
#include <array>

#include "policy/checks/checks.h"

namespace portcullis::policy {
namespace {

using enum Severity;
using enum Action;

// The product's table of contents.
constexpr std::array kChecks = {
    Check{"nodeport-out-of-range", "A node port outside the API server's node-port range"_msg, kMedium, kWarn, "P7", "", FindNodePortOutOfRange, true},
    Check{"nodeport-not-admitted", "A node port that its clients cannot reach on some node"_msg, kHigh, kWarn, "P7", "facts,nodes", FindNodePortNotAdmitted, true},
    Check{"nodeport-overexposed", "A node port that others than its clients can reach"_msg, kMedium, kWarn, "P3", "facts,nodes", FindNodePortOverexposed, true},
    Check{"nodeport-protocol-unfilterable", "A node port of a protocol that security groups have no word for"_msg, kLow, kWarn, "", "", FindNodePortProtocolUnfilterable, true},
    Check{"external-ip-used", "A Service that claims addresses with spec.externalIPs"_msg, kHigh, kWarn, "", "", FindExternalIpUsed, true},
    Check{"node-group-missing", "A node that no security group is bound to"_msg, kHigh, kWarn, "P1", "facts", FindNodeGroupMissing, false},
    Check{"node-groups-inconsistent", "A node with other security groups than its peers"_msg, kMedium, kWarn, "P1", "facts,nodes", FindNodeGroupsInconsistent, false},
    Check{"eni-security-groups-disabled", "A node whose pod interfaces are left without security groups"_msg, kMedium, kWarn, "", "", FindEniSecurityGroupsDisabled, true},
    Check{"container-network-not-admitted", "A group list that drops packets from the container network"_msg, kHigh, kWarn, "N1", "facts", FindContainerNetworkNotAdmitted, false},
    Check{"cluster-network-not-admitted", "A group list that drops packets from the node network"_msg, kHigh, kWarn, "N2", "facts", FindClusterNetworkNotAdmitted, false},
    Check{"peer-cluster-not-admitted", "A group list that drops packets from a peer cluster"_msg, kHigh, kWarn, "P5", "facts", FindPeerClusterNotAdmitted, false},
    Check{"nodeport-range-not-admitted", "A group list that drops part of the node-port range"_msg, kHigh, kWarn, "N4,N5,M2,M3,M6,M7", "facts", FindNodePortRangeNotAdmitted, false},
    Check{"icmp-not-admitted", "A group list that drops ping"_msg, kLow, kWarn, "N6,M1", "facts", FindIcmpNotAdmitted, false},
    Check{"ssh-not-admitted", "A group list that drops SSH where it is wanted"_msg, kMedium, kWarn, "N3", "facts", FindSshNotAdmitted, false},
    Check{"control-plane-port-not-admitted", "A group list of masters that drops a port of the control plane"_msg, kHigh, kWarn, "M4,M5,M8,M9", "facts", FindControlPlanePortNotAdmitted, false},
    Check{"egress-not-admitted", "A group list that drops packets to the node or container network"_msg, kHigh, kWarn, "N7,M10", "facts", FindEgressNotAdmitted, false},
    Check{"admin-port-open-to-world", "A group list that lets the world in at a port of administration"_msg, kHigh, kWarn, "P3", "facts", FindAdminPortOpenToWorld, false},
    Check{"all-ports-open-to-world", "A group list that lets the world in at most ports"_msg, kCritical, kWarn, "P3", "facts", FindAllPortsOpenToWorld, false},
    Check{"foreign-instance-in-group", "A group of the nodes that is bound to an instance outside the cluster"_msg, kMedium, kAudit, "P2", "facts,nodes", FindForeignInstanceInGroup, false},
    Check{"rule-shadowed", "A rule that decides no packet"_msg, kMedium, kAudit, "", "facts", FindRuleShadowed, false},
    Check{"rule-redundant", "A rule without which no verdict changes"_msg, kInfo, kAudit, "", "facts", FindRuleRedundant, false},
    Check{"rule-unresolved", "A rule that refers to a set with unknown members"_msg, kLow, kAudit, "", "facts", FindRuleUnresolved, false},
    Check{"group-quota-near", "A group that has used 90 % of its rules"_msg, kLow, kAudit, "", "facts", FindGroupQuotaNear, false},
};

}  // namespace

std::span<const Check> AllChecks() { return kChecks; }

const Check* FindCheck(std::string_view id) {
  const auto found = std::find_if(kChecks.begin(), kChecks.end(),
                                  [&](const Check& check) { return check.id == id; });
  return found == kChecks.end() ? nullptr : &*found;
}

std::string_view ObjectOf(const Check& check) {
  if (std::holds_alternative<Check::OfService>(check.find)) return "Service";
  if (std::holds_alternative<Check::OfNode>(check.find)) return "Node";
  if (std::holds_alternative<Check::OfList>(check.find)) return "list";
  return "group";
}

std::vector<std::string_view> RowsOf(const Check& check) {
  std::vector<std::string_view> rows;
  std::string_view rest = check.requirements;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    rows.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return rows;
}

}  // namespace portcullis::policy
