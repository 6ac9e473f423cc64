#include "secgroup/cells.h"

#include <algorithm>
#include <utility>

namespace portcullis::secgroup {
namespace {

using Entries = std::vector<const RuleList::Entry*>;

// The entries whose service may match at some port of a protocol.
Entries EntriesFor(Protocol protocol, std::span<const RuleList* const> lists) {
  Entries entries;
  for (const RuleList* list : lists) {
    for (const RuleList::Entry& entry : list->entries()) {
      const RuleList::ServicePart& service = entry.service;
      if (!service.unknown.empty() || !service.known.ports(protocol).Empty()) {
        entries.push_back(&entry);
      }
    }
  }
  return entries;
}

// The values at which intervals of a set begin or have just ended, so that between two of them the
// set has all or nothing.
template <typename T>
void AddCuts(const IntervalSet<T>& set, std::vector<T>& cuts) {
  for (const Interval<T>& interval : set.intervals()) {
    cuts.push_back(interval.first);
    if (interval.last != IntervalSet<T>::kMax) cuts.push_back(static_cast<T>(interval.last + 1));
  }
}

template <typename T>
void SortCuts(std::vector<T>& cuts) {
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
}

// The interval in pieces that begin at its own first value and at each cut within.
template <typename T>
std::vector<Interval<T>> Cut(const Interval<T>& interval, const std::vector<T>& cuts) {
  std::vector<Interval<T>> pieces = {interval};
  for (auto cut = std::upper_bound(cuts.begin(), cuts.end(), interval.first);
       cut != cuts.end() && *cut <= interval.last; ++cut) {
    pieces.back().last = static_cast<T>(*cut - 1);
    pieces.push_back({*cut, interval.last});
  }
  return pieces;
}

// The addresses at which some entry's remotes begin or end.
struct AddressCuts {
  std::vector<std::uint32_t> v4;
  std::vector<Uint128> v6;

  void Add(const AddressSet& set) {
    AddCuts(set.v4(), v4);
    AddCuts(set.v6(), v6);
  }
};

template <typename T>
void AppendCut(Family family, const IntervalSet<T>& set, std::vector<T> cuts,
               std::vector<AddressRange>& ranges) {
  SortCuts(cuts);
  for (const Interval<T>& interval : set.intervals()) {
    for (const Interval<T>& piece : Cut(interval, cuts)) {
      ranges.push_back({family, piece.first, piece.last});
    }
  }
}

// The remotes cut by the entries whose service may match at the port.
std::vector<AddressRange> CutRemotes(const AddressSet& remotes, const Entries& entries,
                                     Protocol protocol, std::uint16_t port) {
  AddressCuts cuts;
  for (const RuleList::Entry* entry : entries) {
    if (entry->service.unknown.empty() && !entry->service.known.Contains(protocol, port)) continue;
    cuts.Add(entry->remote.known);
    for (const RuleList::UnknownRemote& unknown : entry->remote.unknown) cuts.Add(unknown.possible);
  }
  std::vector<AddressRange> ranges;
  AppendCut(Family::kIPv4, remotes.v4(), std::move(cuts.v4), ranges);
  AppendCut(Family::kIPv6, remotes.v6(), std::move(cuts.v6), ranges);
  return ranges;
}

}  // namespace

std::vector<CellRun> CutIntoCells(const PacketSet& packets,
                                  std::span<const RuleList* const> lists) {
  std::vector<CellRun> runs;
  for (const Protocol protocol : kProtocols) {
    if (packets.slices(protocol).empty()) continue;
    const Entries entries = EntriesFor(protocol, lists);
    std::vector<std::uint16_t> port_cuts;
    for (const RuleList::Entry* entry : entries) {
      AddCuts(entry->service.known.ports(protocol), port_cuts);
    }
    SortCuts(port_cuts);
    for (const PacketSet::Slice& slice : packets.slices(protocol)) {
      for (const auto& ports :
           Cut(Interval<std::uint16_t>{slice.first_port, slice.last_port}, port_cuts)) {
        runs.push_back({protocol, ports.first, ports.last,
                        CutRemotes(slice.remotes, entries, protocol, ports.first)});
      }
    }
  }
  return runs;
}

}  // namespace portcullis::secgroup
