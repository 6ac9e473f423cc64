#include "secgroup/partition_difference.h"

#include <array>
#include <utility>

#include "secgroup/cells.h"
#include "secgroup/equivalence.h"

namespace portcullis::secgroup {
namespace {

constexpr std::array kVerdicts = {Verdict::kAccept, Verdict::kDrop, Verdict::kUnknown};

void AddUnknown(const RuleList& before, const RuleList& after, PacketSet packets,
                std::vector<VerdictChange>& changes) {
  if (before == after) {
    changes.push_back({Verdict::kUnknown, Verdict::kUnknown, true, std::move(packets)});
    return;
  }
  const std::array<const RuleList*, 2> lists = {&before, &after};
  auto by_likeness = SortByCell(
      packets, lists, [&](const Packet& packet) { return DecideAlike(before, after, packet); });
  for (const bool alike : {true, false}) {
    const auto found = by_likeness.find(alike);
    if (found == by_likeness.end()) continue;
    changes.push_back({Verdict::kUnknown, Verdict::kUnknown, alike, std::move(found->second)});
  }
}

}  // namespace

std::vector<VerdictChange> Difference(const PartitionedList& before, const PartitionedList& after) {
  std::vector<VerdictChange> changes;
  for (const Verdict verdict_before : kVerdicts) {
    for (const Verdict verdict_after : kVerdicts) {
      if (verdict_before == verdict_after && verdict_before != Verdict::kUnknown) continue;
      PacketSet packets =
          before.partition.of(verdict_before).Intersect(after.partition.of(verdict_after));
      if (packets.Empty()) continue;
      if (verdict_before == verdict_after) {
        AddUnknown(before.rules, after.rules, std::move(packets), changes);
      } else {
        changes.push_back({verdict_before, verdict_after, false, std::move(packets)});
      }
    }
  }
  return changes;
}

}  // namespace portcullis::secgroup
