#include "policy/peers.h"

#include <algorithm>
#include <string>

#include "base/quoted.h"

namespace portcullis::policy {
namespace {

using cluster::PeerCluster;

std::string Place(std::string_view file, const PeerCluster& peer) {
  return std::string(file) + ':' + std::to_string(peer.position.line) + ':' +
         std::to_string(peer.position.column);
}

bool HaveSameNetworks(const PeerCluster& a, const PeerCluster& b) {
  return a.containers == b.containers && a.nodes == b.nodes;
}

}  // namespace

Status AgreeOnPeers(const cluster::Facts& facts, std::string_view facts_file,
                    const Expectations& expectations, std::string_view config_file) {
  std::string text;
  for (const PeerCluster& observed : facts.network.peers) {
    const auto wanted =
        std::find_if(expectations.peers.begin(), expectations.peers.end(),
                     [&](const PeerCluster& peer) { return peer.name == observed.name; });
    if (wanted == expectations.peers.end() || HaveSameNetworks(observed, *wanted)) continue;
    text += (text.empty() ? "" : "\n") + Place(facts_file, observed) + ": network.peerClusters: " +
            Quoted(observed.name) + " has other networks than in expectations.peerClusters at " +
            Place(config_file, *wanted) + "; give both the same, or leave one out";
  }
  if (!text.empty()) return InvalidArgument(std::move(text));
  return {};
}

}  // namespace portcullis::policy
