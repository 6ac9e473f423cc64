#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "secgroup/interval_set.h"
#include "secgroup/protocol.h"
#include "secgroup/rule_list.h"

// Going over all packets of a list, shared by MakePartition and MakeRuleUsage.
//
// For one protocol, the address axis of each family is cut into segments within which no rule tells
// addresses apart, and the port axis is swept from 0 upward. At each port where rules begin or cease to
// match, only the segments of those rules have changed. A segment and the ports up to its next change
// are a cell: the same rules match all of its packets.
//
// Rules are numbered by their position among those that matter to the protocol, in list order.
namespace portcullis::secgroup {

// Whether a rule's service matches at the port of the sweep.
enum class ServiceMatch : std::uint8_t { kNo, kMaybe, kCertain };

// Sets of rules, one bit a rule.
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
  void PutAll(std::size_t set, std::size_t w, std::uint64_t rules) {
    bits_[set * words_ + w] |= rules;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

template <typename T>
const IntervalSet<T>& Part(const AddressSet& set);
template <>
inline const IntervalSet<std::uint32_t>& Part(const AddressSet& set) { return set.v4(); }
template <>
inline const IntervalSet<Uint128>& Part(const AddressSet& set) { return set.v6(); }

// The segments of one family at the port of the sweep. T is the family's number type.
template <typename T>
class AddressAxis {
 public:
  static constexpr Family kFamily = sizeof(T) == 4 ? Family::kIPv4 : Family::kIPv6;

  // `rules` are the positions in list.entries() that matter to the protocol; none where the protocol
  // does not exist in the family, so that nothing ever changes.
  AddressAxis(const RuleList& list, const std::vector<std::size_t>& rules)
      : starts_(Cut(list, rules)),
        spans_(rules.size()),
        remote_certain_(starts_.size(), rules.size()),
        remote_possible_(0, 0),
        service_certain_(1, rules.size()),
        service_possible_(1, rules.size()) {
    for (std::size_t r = 0; r < rules.size(); ++r) {
      Mark(list.entries()[rules[r]].remote.known, r, remote_certain_);
    }
    remote_possible_ = remote_certain_;
    for (std::size_t r = 0; r < rules.size(); ++r) {
      for (const auto& unknown : list.entries()[rules[r]].remote.unknown) {
        Mark(unknown.possible, r, remote_possible_);
      }
    }
  }

  // First address of each segment, ascending from 0.
  const std::vector<T>& starts() const { return starts_; }
  Address first(std::size_t segment) const { return {kFamily, starts_[segment]}; }

  // The rules that match in a segment by known members alone, and those that match at all or might;
  // bit i of word w is rule 64 * w + i.
  std::size_t words() const { return service_certain_.words(); }
  std::uint64_t certain(std::size_t segment, std::size_t w) const {
    return service_certain_.word(0, w) & remote_certain_.word(segment, w);
  }
  std::uint64_t possible(std::size_t segment, std::size_t w) const {
    return service_possible_.word(0, w) & remote_possible_.word(segment, w);
  }
  bool is_service_known(std::size_t rule) const { return service_certain_.Contains(0, rule); }
  bool is_remote_known(std::size_t segment, std::size_t rule) const {
    return remote_certain_.Contains(segment, rule);
  }

  // Begins the turns of a port, sets one rule of these turns, ends them.
  void BeginTurns() { changed_.clear(); }
  void SetService(std::size_t rule, ServiceMatch match) {
    service_certain_.Put(0, rule, match == ServiceMatch::kCertain);
    service_possible_.Put(0, rule, match != ServiceMatch::kNo);
    changed_.insert(changed_.end(), spans_[rule].begin(), spans_[rule].end());
  }
  void EndTurns() {
    if (changed_.size() < 2) return;
    std::sort(changed_.begin(), changed_.end(),
              [](const Span& a, const Span& b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < changed_.size(); ++i) {
      if (changed_[i].first <= changed_[kept].last + 1) {
        changed_[kept].last = std::max(changed_[kept].last, changed_[i].last);
      } else {
        changed_[++kept] = changed_[i];
      }
    }
    changed_.resize(kept + 1);
  }

  // Calls `visit` with each segment of the rules that were set in these turns, once.
  template <typename Visit>
  void ForEachChanged(Visit visit) const {
    for (const Span& span : changed_) {
      for (std::size_t segment = span.first; segment <= span.last; ++segment) visit(segment);
    }
  }

 private:
  struct Span {
    std::size_t first;
    std::size_t last;  // inclusive
  };

  static std::vector<T> Cut(const RuleList& list, const std::vector<std::size_t>& rules) {
    std::vector<T> starts = {0};
    const auto cut = [&starts](const AddressSet& set) {
      for (const auto& interval : Part<T>(set).intervals()) {
        starts.push_back(interval.first);
        if (interval.last != IntervalSet<T>::kMax) {
          starts.push_back(static_cast<T>(interval.last + 1));
        }
      }
    };
    for (const std::size_t rule : rules) {
      const RuleList::RemotePart& remote = list.entries()[rule].remote;
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
      const Span span = {static_cast<std::size_t>(first - starts_.begin()),
                         static_cast<std::size_t>(end - starts_.begin()) - 1};
      for (std::size_t s = span.first; s <= span.last; ++s) bits.Put(s, rule, true);
      spans_[rule].push_back(span);
    }
  }

  const std::vector<T> starts_;
  std::vector<std::vector<Span>> spans_;  // a rule's segments
  RuleBits remote_certain_;  // one set a segment
  RuleBits remote_possible_;
  RuleBits service_certain_;  // one set: at the port of the sweep
  RuleBits service_possible_;
  std::vector<Span> changed_;
};

// One protocol of a list. Refers to the list, which must outlive it.
class ProtocolSweep {
 public:
  ProtocolSweep(const RuleList& list, Protocol protocol);

  // Goes to the next port at which rules begin or cease to match, and leaves in the axes what has
  // changed there; nothing if there is none. In front of the first one no rule matches.
  std::optional<std::uint16_t> Next();

  const RuleList& list() const { return list_; }
  // The rules that matter to the protocol, as positions in the list's entries, ascending.
  const std::vector<std::size_t>& rules() const { return rules_; }
  const RuleList::Entry& entry(std::size_t rule) const { return list_.entries()[rules_[rule]]; }
  const AddressAxis<std::uint32_t>& v4() const { return v4_; }
  const AddressAxis<Uint128>& v6() const { return v6_; }

 private:
  // A port from which on a rule's service matches in another way.
  struct Turn {
    std::uint32_t port;
    std::size_t rule;
    ServiceMatch match;
  };

  const RuleList& list_;
  const Protocol protocol_;
  const std::vector<std::size_t> rules_;
  AddressAxis<std::uint32_t> v4_;
  AddressAxis<Uint128> v6_;
  std::vector<Turn> turns_;
  std::size_t next_turn_ = 0;
};

}  // namespace portcullis::secgroup
