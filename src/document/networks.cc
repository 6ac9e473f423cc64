#include "document/networks.h"

#include <array>
#include <string_view>

#include "document/unique_ids.h"
#include "document/words.h"

namespace portcullis::document {

secgroup::AddressSet ReadBlocks(const json::Field& list) {
  std::vector<secgroup::AddressRange> ranges;
  for (const json::Field& element : list.Elements()) {
    const auto block = secgroup::AddressRange::ParseBlock(TextOf(element));
    if (block) {
      ranges.push_back(*block);
    } else {
      element.AddError(block.error().message);
    }
  }
  return secgroup::AddressSet(ranges);
}

std::vector<cluster::PeerCluster> ReadPeerClusters(const json::Field& list) {
  static constexpr std::array<std::string_view, 4> kFields = {"name", "clusterId", "containerCidrs",
                                                              "nodeCidrs"};
  std::vector<cluster::PeerCluster> peers;
  UniqueIds names;
  for (const json::Field& peer : list.Elements()) {
    peer.AllowOnly(kFields);
    const json::Position at = peer.position();
    peers.push_back({names.Read(peer["name"]), TextOf(peer["clusterId"]),
                     ReadBlocks(peer["containerCidrs"]), ReadBlocks(peer["nodeCidrs"]),
                     {static_cast<std::uint32_t>(at.line), static_cast<std::uint32_t>(at.column)}});
  }
  return peers;
}

}  // namespace portcullis::document
