#include "policy/peers.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

TEST_CASE("a peer has the same networks wherever it is named") {
  struct Case {
    std::string name;
    cluster::PeerCluster configured;  // beside the facts' billing
    std::string want;                 // what is wrong
  };
  const auto peer = [](const std::string& name, const std::vector<std::string>& containers,
                       const std::vector<std::string>& nodes) {
    return cluster::PeerCluster{name, "", AddressesOf(containers), AddressesOf(nodes), {12, 5}};
  };
  const std::string differs =
      "facts.yaml:7:5: network.peerClusters: \"billing\" has other networks than in "
      "expectations.peerClusters at config.yaml:12:5; give both the same, or leave one out";
  const Case cases[] = {
      {"another name", peer("ads", {"172.21.0.0/16"}, {}), ""},
      {"the same", peer("billing", {"172.20.0.0/16"}, {"10.8.0.0/16"}), ""},
      {"the same in other blocks",
       peer("billing", {"172.20.0.0/17", "172.20.128.0/17"}, {"10.8.0.0/16"}), ""},
      {"other containers", peer("billing", {"172.20.0.0/17"}, {"10.8.0.0/16"}), differs},
      {"other nodes", peer("billing", {"172.20.0.0/16"}, {"10.8.0.0/16", "10.9.0.1"}), differs},
      {"no nodes", peer("billing", {"172.20.0.0/16"}, {}), differs}};
  const auto facts = FactsOf(
      "network:\n  peerClusters:\n"
      "  - {name: billing, containerCidrs: [172.20.0.0/16], nodeCidrs: [10.8.0.0/16]}\n");
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Expectations expectations;
      expectations.peers = {c.configured};
      const Status agreed = AgreeOnPeers(*facts, "facts.yaml", expectations, "config.yaml");
      CHECK((agreed ? "" : agreed.error().message) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::policy
