#include "secgroup/partition.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "secgroup/decision.h"
#include "secgroup/walk.h"

// For one protocol, the address axis of each family is cut into segments within which no rule tells
// addresses apart, and the port axis is swept from 0 upward. At each port where a rule begins or ceases
// to match, only the segments of that rule are decided again.

namespace portcullis::secgroup {
namespace {

constexpr std::uint32_t kPortEnd = 65536;

// Whether a rule's service matches at the port of the sweep.
enum class ServiceMatch : std::uint8_t { kNo, kMaybe, kCertain };

// A set of rules, one bit each.
class RuleBits {
 public:
  RuleBits(std::size_t sets, std::size_t rules) : words_((rules + 63) / 64), bits_(sets * words_) {}

  std::size_t words() const { return words_; }
  std::uint64_t word(std::size_t set, std::size_t w) const { return bits_[set * words_ + w]; }
  bool Contains(std::size_t set, std::size_t rule) const {
    return (word(set, rule / 64) >> (rule % 64) & 1U) != 0;
  }
  void Put(std::size_t set, std::size_t rule, bool in) {
    const std::uint64_t bit = std::uint64_t{1} << (rule % 64);
    std::uint64_t& target = bits_[set * words_ + rule / 64];
    target = in ? target | bit : target & ~bit;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

template <typename T>
const IntervalSet<T>& Part(const AddressSet& set);
template <>
const IntervalSet<std::uint32_t>& Part(const AddressSet& set) { return set.v4(); }
template <>
const IntervalSet<Uint128>& Part(const AddressSet& set) { return set.v6(); }

// The verdict of every address of one family at the current port. T is the family's number type.
template <typename T>
class AddressAxis {
 public:
  // `rules` are the positions in list.entries() that matter to the protocol.
  AddressAxis(const RuleList& list, const std::vector<std::size_t>& rules)
      : list_(list),
        rules_(rules),
        starts_(Cut()),
        verdicts_(starts_.size(), list.ends_unknown() ? Verdict::kUnknown : Verdict::kDrop),
        spans_(rules.size()),
        remote_certain_(starts_.size(), rules.size()),
        remote_maybe_(starts_.size(), rules.size()),
        service_certain_(1, rules.size()),
        service_maybe_(1, rules.size()) {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      const RuleList::Entry& entry = list_.entries()[rules_[r]];
      Mark(entry.remote.known, r, remote_certain_);
      for (const auto& unknown : entry.remote.unknown) Mark(unknown.possible, r, remote_maybe_);
    }
  }

  void SetService(std::size_t rule, ServiceMatch match) {
    service_certain_.Put(0, rule, match == ServiceMatch::kCertain);
    service_maybe_.Put(0, rule, match == ServiceMatch::kMaybe);
    for (const auto& [first, last] : spans_[rule]) {
      for (std::size_t segment = first; segment <= last; ++segment) Decide(segment);
    }
  }

  // Whether a verdict has changed since the last call.
  bool TakeChanged() { return std::exchange(changed_, false); }

  IntervalSet<T> With(Verdict verdict) const {
    IntervalSet<T> set;
    for (std::size_t i = 0; i < starts_.size(); ++i) {
      if (verdicts_[i] != verdict) continue;
      std::size_t end = i + 1;
      while (end < starts_.size() && verdicts_[end] == verdict) ++end;
      set.Append(starts_[i], end < starts_.size() ? static_cast<T>(starts_[end] - 1)
                                                  : IntervalSet<T>::kMax);
      i = end;
    }
    return set;
  }

 private:
  static constexpr Family kFamily = sizeof(T) == 4 ? Family::kIPv4 : Family::kIPv6;

  std::vector<T> Cut() const {
    std::vector<T> starts = {0};
    const auto cut = [&starts](const AddressSet& set) {
      for (const auto& interval : Part<T>(set).intervals()) {
        starts.push_back(interval.first);
        if (interval.last != IntervalSet<T>::kMax) {
          starts.push_back(static_cast<T>(interval.last + 1));
        }
      }
    };
    for (const std::size_t rule : rules_) {
      const RuleList::RemotePart& remote = list_.entries()[rule].remote;
      cut(remote.known);
      for (const auto& unknown : remote.unknown) cut(unknown.possible);
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    return starts;
  }

  void Mark(const AddressSet& set, std::size_t rule, RuleBits& bits) {
    for (const auto& interval : Part<T>(set).intervals()) {
      const auto first = std::lower_bound(starts_.begin(), starts_.end(), interval.first);
      const auto end = std::upper_bound(first, starts_.end(), interval.last);
      const auto first_segment = static_cast<std::size_t>(first - starts_.begin());
      const auto last_segment = static_cast<std::size_t>(end - starts_.begin()) - 1;
      for (std::size_t s = first_segment; s <= last_segment; ++s) bits.Put(s, rule, true);
      spans_[rule].push_back({first_segment, last_segment});
    }
  }

  void Decide(std::size_t segment) {
    const Verdict verdict = VerdictOf(segment);
    if (verdict == verdicts_[segment]) return;
    verdicts_[segment] = verdict;
    changed_ = true;
  }

  Verdict VerdictOf(std::size_t segment) {
    walk_.Clear();
    for (std::size_t w = 0; w < service_certain_.words(); ++w) {
      std::uint64_t matching =
          (service_certain_.word(0, w) | service_maybe_.word(0, w)) &
          (remote_certain_.word(segment, w) | remote_maybe_.word(segment, w));
      for (; matching != 0; matching &= matching - 1) {
        const std::size_t rule = w * 64 + static_cast<std::size_t>(std::countr_zero(matching));
        const RuleList::Entry& entry = list_.entries()[rules_[rule]];
        const bool service_known = service_certain_.Contains(0, rule);
        const bool remote_known = remote_certain_.Contains(segment, rule);
        if (service_known && remote_known) {
          return walk_.StopAt(rules_[rule], entry.action).verdict;
        }
        walk_.NoteEntry(rules_[rule], entry, {kFamily, starts_[segment]}, service_known,
                        remote_known);
      }
    }
    if (list_.ends_unknown()) return Verdict::kUnknown;
    return walk_.StopAt(std::nullopt, RuleAction::kDrop).verdict;
  }

  const RuleList& list_;
  const std::vector<std::size_t>& rules_;
  const std::vector<T> starts_;  // first address of each segment, ascending from 0
  std::vector<Verdict> verdicts_;
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> spans_;  // a rule's segments
  RuleBits remote_certain_;  // one set a segment
  RuleBits remote_maybe_;
  RuleBits service_certain_;  // one set: at the current port
  RuleBits service_maybe_;
  bool changed_ = false;
  Walk walk_;
};

// A port from which on a rule's service matches in another way.
struct Turn {
  std::uint32_t port;
  std::size_t rule;  // position among the rules of the protocol
  ServiceMatch match;
};

class ProtocolSweep {
 public:
  ProtocolSweep(const RuleList& list, Protocol protocol)
      : protocol_(protocol),
        rules_(RulesFor(list, protocol)),
        v4_(list, rules_),
        v6_(list, rules_) {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      const RuleList::ServicePart& service = list.entries()[rules_[r]].service;
      const ServiceMatch otherwise =
          service.unknown.empty() ? ServiceMatch::kNo : ServiceMatch::kMaybe;
      if (otherwise == ServiceMatch::kMaybe) turns_.push_back({0, r, otherwise});
      for (const auto& ports : service.known.ports(protocol).intervals()) {
        turns_.push_back({ports.first, r, ServiceMatch::kCertain});
        turns_.push_back({ports.last + 1U, r, otherwise});
      }
    }
    // Stable: of two turns of one rule at one port the later one holds.
    std::stable_sort(turns_.begin(), turns_.end(),
                     [](const Turn& a, const Turn& b) { return a.port < b.port; });
  }

  void AddTo(Partition& partition) {
    Sets sets = Current();
    std::uint32_t slice_start = 0;
    for (std::size_t t = 0; t < turns_.size() && turns_[t].port < kPortEnd;) {
      const std::uint32_t port = turns_[t].port;
      for (; t < turns_.size() && turns_[t].port == port; ++t) {
        v4_.SetService(turns_[t].rule, turns_[t].match);
        v6_.SetService(turns_[t].rule, turns_[t].match);
      }
      const bool v4_changed = v4_.TakeChanged();
      const bool v6_changed = v6_.TakeChanged();
      if (!v4_changed && !v6_changed) continue;
      if (port > slice_start) Append(slice_start, port, std::move(sets), partition);
      sets = Current();
      slice_start = port;
    }
    Append(slice_start, kPortEnd, std::move(sets), partition);
  }

 private:
  struct Sets {
    AddressSet accepted;
    AddressSet dropped;
    AddressSet unknown;
  };

  static std::vector<std::size_t> RulesFor(const RuleList& list, Protocol protocol) {
    std::vector<std::size_t> rules;
    for (std::size_t i = 0; i < list.entries().size(); ++i) {
      const RuleList::ServicePart& service = list.entries()[i].service;
      if (!service.known.ports(protocol).Empty() || !service.unknown.empty()) rules.push_back(i);
    }
    return rules;
  }

  AddressSet With(Verdict verdict) const {
    return AddressSet(ExistsIn(protocol_, Family::kIPv4) ? v4_.With(verdict)
                                                         : IntervalSet<std::uint32_t>(),
                      ExistsIn(protocol_, Family::kIPv6) ? v6_.With(verdict)
                                                         : IntervalSet<Uint128>());
  }

  Sets Current() const {
    return {With(Verdict::kAccept), With(Verdict::kDrop), With(Verdict::kUnknown)};
  }

  void Append(std::uint32_t first, std::uint32_t end, Sets sets, Partition& partition) const {
    const auto first_port = static_cast<std::uint16_t>(first);
    const auto last_port = static_cast<std::uint16_t>(end - 1);
    partition.accepted.Append(protocol_, first_port, last_port, std::move(sets.accepted));
    partition.dropped.Append(protocol_, first_port, last_port, std::move(sets.dropped));
    partition.unknown.Append(protocol_, first_port, last_port, std::move(sets.unknown));
  }

  const Protocol protocol_;
  const std::vector<std::size_t> rules_;  // positions in the list's entries, ascending
  AddressAxis<std::uint32_t> v4_;
  AddressAxis<Uint128> v6_;
  std::vector<Turn> turns_;
};

}  // namespace

Partition MakePartition(const RuleList& list) {
  Partition partition;
  for (const Protocol protocol : kProtocols) ProtocolSweep(list, protocol).AddTo(partition);
  return partition;
}

PartitionedList MakePartitionedList(const Inventory& inventory, std::vector<GroupId> groups,
                                    Direction direction) {
  RuleList rules = RuleList::Make(inventory, std::move(groups), direction);
  Partition partition = MakePartition(rules);
  return {std::move(rules), std::move(partition)};
}

}  // namespace portcullis::secgroup
