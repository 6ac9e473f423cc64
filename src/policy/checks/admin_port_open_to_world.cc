#include <array>
#include <cstdint>
#include <string>

#include "policy/checks/checks.h"
#include "policy/checks/world_open_finding.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "admin-port-open-to-world";
constexpr std::uint16_t kSsh = 22;

// SSH, etcd, RDP, the API server, the kubelet, and TKE's API server on masters.
constexpr std::array<std::uint16_t, 9> kAdminPorts = {22,    2379,  2380,  3389, 6443,
                                                      10250, 10255, 60001, 60002};

Finding Describe(const ListInput& input, std::uint16_t port) {
  Finding finding = MakeWorldOpenFinding(input, secgroup::Protocol::kTcp, port);
  finding.key.protocol = "tcp";
  finding.key.port = std::to_string(port);
  // Without a word about who may log in, anybody may: the vendor's own groups say so.
  const bool is_expected = port == kSsh && input.expectations.ssh.clients.Empty();
  finding.severity = is_expected ? Severity::kInfo : Severity::kHigh;
  finding.places.push_back({"port", std::to_string(port)});
  finding.say = {"TCP {port} open to {from} on {nodes}"_msg, "narrow it"_msg,
                 port == kSsh ? "admit only those who log in to TCP {port}, and name them under "
                                "expectations.ssh.clients"_msg
                              : "admit only those who administer the nodes to TCP {port}"_msg};
  return finding;
}

}  // namespace

void FindAdminPortOpenToWorld(const ListInput& input, Evaluation& evaluation) {
  if (input.role == ListInput::Role::kPodInterfaces || input.list.groups.empty()) return;
  const WorldOpen open = WorldOpen::Of(input);
  // all-ports-open-to-world says it.
  if (open.IsForMostPorts()) return;
  for (const std::uint16_t port : kAdminPorts) {
    if (open.certain(secgroup::Protocol::kTcp).Contains(port)) {
      evaluation.findings.push_back(Describe(input, port));
    } else if (open.possible(secgroup::Protocol::kTcp).Contains(port)) {
      evaluation.not_evaluated.push_back(open.NotEvaluated(input, kId, secgroup::Protocol::kTcp));
    }
  }
}

}  // namespace portcullis::policy
