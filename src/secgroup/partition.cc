#include "secgroup/partition.h"

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "secgroup/decision.h"
#include "secgroup/sweep.h"
#include "secgroup/walk.h"

namespace portcullis::secgroup {
namespace {

// The verdict of every address of one family at the port of a sweep.
template <typename T>
class AxisVerdicts {
 public:
  AxisVerdicts(const ProtocolSweep& sweep, const AddressAxis<T>& axis)
      : sweep_(sweep),
        axis_(axis),
        verdicts_(axis.starts().size(),
                  sweep.list().ends_unknown() ? Verdict::kUnknown : Verdict::kDrop) {}

  // Decides what the sweep has changed; whether that changes a verdict.
  bool Update() {
    bool is_changed = false;
    axis_.ForEachChanged([&](std::size_t segment) {
      const Verdict verdict = VerdictOf(segment);
      if (verdict == verdicts_[segment]) return;
      verdicts_[segment] = verdict;
      is_changed = true;
    });
    return is_changed;
  }

  IntervalSet<T> With(Verdict verdict) const {
    const std::vector<T>& starts = axis_.starts();
    IntervalSet<T> set;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      if (verdicts_[i] != verdict) continue;
      std::size_t end = i + 1;
      while (end < starts.size() && verdicts_[end] == verdict) ++end;
      set.Append(starts[i], end < starts.size() ? static_cast<T>(starts[end] - 1)
                                                : IntervalSet<T>::kMax);
      i = end;
    }
    return set;
  }

 private:
  Verdict VerdictOf(std::size_t segment) {
    walk_.Clear();
    for (std::size_t w = 0; w < axis_.words(); ++w) {
      std::uint64_t matching = axis_.possible(segment, w);
      for (; matching != 0; matching &= matching - 1) {
        const std::size_t rule = w * 64 + static_cast<std::size_t>(std::countr_zero(matching));
        const std::size_t position = sweep_.rules()[rule];
        const RuleList::Entry& entry = sweep_.entry(rule);
        const bool service_known = axis_.is_service_known(rule);
        const bool remote_known = axis_.is_remote_known(segment, rule);
        if (service_known && remote_known) return walk_.StopAt(position, entry.action).verdict;
        walk_.NoteEntry(position, entry, axis_.first(segment), service_known, remote_known);
      }
    }
    if (sweep_.list().ends_unknown()) return Verdict::kUnknown;
    return walk_.StopAt(std::nullopt, RuleAction::kDrop).verdict;
  }

  const ProtocolSweep& sweep_;
  const AddressAxis<T>& axis_;
  std::vector<Verdict> verdicts_;
  Walk walk_;
};

class ProtocolPartition {
 public:
  ProtocolPartition(const RuleList& list, Protocol protocol)
      : protocol_(protocol), sweep_(list, protocol), v4_(sweep_, sweep_.v4()), v6_(sweep_, sweep_.v6()) {}

  void AddTo(Partition& partition) {
    Sets sets = Current();
    std::uint16_t slice_start = 0;
    while (const auto port = sweep_.Next()) {
      const bool v4_changed = v4_.Update();
      const bool v6_changed = v6_.Update();
      if (!v4_changed && !v6_changed) continue;
      if (*port > slice_start) {
        Append(slice_start, static_cast<std::uint16_t>(*port - 1), std::move(sets), partition);
      }
      sets = Current();
      slice_start = *port;
    }
    Append(slice_start, IntervalSet<std::uint16_t>::kMax, std::move(sets), partition);
  }

 private:
  struct Sets {
    AddressSet accepted;
    AddressSet dropped;
    AddressSet unknown;
  };

  AddressSet With(Verdict verdict) const {
    return AddressSet(ExistsIn(protocol_, Family::kIPv4) ? v4_.With(verdict)
                                                         : IntervalSet<std::uint32_t>(),
                      ExistsIn(protocol_, Family::kIPv6) ? v6_.With(verdict)
                                                         : IntervalSet<Uint128>());
  }

  Sets Current() const {
    return {With(Verdict::kAccept), With(Verdict::kDrop), With(Verdict::kUnknown)};
  }

  void Append(std::uint16_t first_port, std::uint16_t last_port, Sets sets,
              Partition& partition) const {
    partition.accepted.Append(protocol_, first_port, last_port, std::move(sets.accepted));
    partition.dropped.Append(protocol_, first_port, last_port, std::move(sets.dropped));
    partition.unknown.Append(protocol_, first_port, last_port, std::move(sets.unknown));
  }

  const Protocol protocol_;
  ProtocolSweep sweep_;
  AxisVerdicts<std::uint32_t> v4_;
  AxisVerdicts<Uint128> v6_;
};

}  // namespace

Partition MakePartition(const RuleList& list) {
  Partition partition;
  for (const Protocol protocol : kProtocols) ProtocolPartition(list, protocol).AddTo(partition);
  return partition;
}

PartitionedList MakePartitionedList(const Inventory& inventory, std::vector<GroupId> groups,
                                    Direction direction) {
  RuleList rules = RuleList::Make(inventory, std::move(groups), direction);
  Partition partition = MakePartition(rules);
  return {std::move(rules), std::move(partition)};
}

}  // namespace portcullis::secgroup
