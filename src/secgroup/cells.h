#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "secgroup/packet_set.h"
#include "secgroup/rule_list.h"

// Cutting a set of packets into what lists of rules cannot tell apart, for questions that have an
// answer for each packet: why is it unknown, say.
namespace portcullis::secgroup {

// A run of ports of one protocol, and its remotes cut into ranges. No rule of the lists divides a
// cell, which is the run with one of the ranges: they decide all packets of a cell alike, and alike
// for the same reason.
struct CellRun {
  Protocol protocol;
  std::uint16_t first_port;
  std::uint16_t last_port;            // inclusive
  std::vector<AddressRange> remotes;  // not empty; IPv4 before IPv6, ascending
};

// Ascending by protocol and port. There are about as many runs as ports that rules name within the
// set, and in each about as many cells as addresses that the rules which may match there name.
std::vector<CellRun> CutIntoCells(const PacketSet& packets, std::span<const RuleList* const> lists);

// Sorts the packets of a set by what `key_of` says of one packet of each cell.
template <typename KeyOf>
auto SortByCell(const PacketSet& packets, std::span<const RuleList* const> lists, KeyOf key_of) {
  std::map<decltype(key_of(Packet())), PacketSet> sorted;
  for (const CellRun& run : CutIntoCells(packets, lists)) {
    std::map<decltype(key_of(Packet())), std::vector<AddressRange>> remotes;
    for (const AddressRange& range : run.remotes) {
      const Packet packet{run.protocol, run.first_port, {range.family, range.first}};
      remotes[key_of(packet)].push_back(range);
    }
    for (const auto& [key, ranges] : remotes) {
      sorted[key].Append(run.protocol, run.first_port, run.last_port, AddressSet(ranges));
    }
  }
  return sorted;
}

}  // namespace portcullis::secgroup
