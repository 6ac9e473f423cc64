#include "secgroup/rule_usage.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <memory>

#include "secgroup/sweep.h"
#include "secgroup/walk.h"

// In a cell of the sweep (see sweep.h) the rules that match are walked as for a packet. Whether a rule
// decides there, and what happens without it, depends on which unknown sets hold the packet. It is
// enough to try those in which the packet has to be for one rule, or for one rule and one later rule:
// a packet in more sets is only matched by more rules.

namespace portcullis::secgroup {
namespace {

// Whether a packet that is in the sets of `a` and `b` and in no other meets the condition.
bool IsMet(const Condition& condition, const Condition& a, const Condition& b) {
  return (!condition.service || condition.service == a.service || condition.service == b.service) &&
         (!condition.remote || condition.remote == a.remote || condition.remote == b.remote);
}

// The usage of the rules of one protocol, by their numbers in the sweep.
class ProtocolUsage {
 public:
  ProtocolUsage(const RuleList& list, Protocol protocol)
      : sweep_(list, protocol),
        decides_(sweep_.rules().size()),
        is_needed_(sweep_.rules().size()),
        is_dropped_by_default_(sweep_.rules().size()),
        taken_(sweep_.rules().size(), sweep_.rules().size()),
        would_take_(sweep_.rules().size(), sweep_.rules().size()) {
    while (sweep_.Next()) {
      sweep_.v4().ForEachChanged([&](std::size_t segment) { Record(sweep_.v4(), segment); });
      sweep_.v6().ForEachChanged([&](std::size_t segment) { Record(sweep_.v6(), segment); });
    }
  }

  // The rules, as ascending positions in the list's entries.
  const std::vector<std::size_t>& rules() const { return sweep_.rules(); }

  bool decides(std::size_t rule) const { return decides_[rule] != 0; }
  bool is_needed(std::size_t rule) const { return is_needed_[rule] != 0; }
  bool is_dropped_by_default(std::size_t rule) const { return is_dropped_by_default_[rule] != 0; }
  // Whether the rule takes packets of another that comes later.
  bool takes(std::size_t rule, std::size_t other) const { return taken_.Contains(rule, other); }
  // Whether the rule would take packets of another that comes earlier, were that one not there.
  bool would_take(std::size_t rule, std::size_t other) const {
    return would_take_.Contains(other, rule);
  }

 private:
  struct Match {
    std::size_t rule;
    RuleAction action;
    Condition condition;
  };

  template <typename T>
  void Record(const AddressAxis<T>& axis, std::size_t segment) {
    bool is_certain = true;
    for (std::size_t w = 0; w < axis.words(); ++w) {
      is_certain = is_certain && axis.possible(segment, w) == axis.certain(segment, w);
    }
    if (is_certain) {
      RecordCertain(axis, segment);
    } else {
      FindMatches(axis, segment);
      RecordDeciders();
      for (std::size_t n = 0; n < deciders_.size(); ++n) RecordNeed(n);
    }
  }

  // A cell in which the first rule takes all packets, whatever the unknown sets hold.
  template <typename T>
  void RecordCertain(const AddressAxis<T>& axis, std::size_t segment) {
    std::size_t w = 0;
    while (w < axis.words() && axis.certain(segment, w) == 0) ++w;
    if (w == axis.words()) return;
    std::uint64_t later = axis.certain(segment, w);
    const std::size_t rule = w * 64 + static_cast<std::size_t>(std::countr_zero(later));
    later &= later - 1;
    decides_[rule] = 1;
    const Match* next = nullptr;
    Match second;
    while (true) {
      taken_.PutAll(rule, w, later);
      if (next == nullptr && later != 0) {
        second.rule = w * 64 + static_cast<std::size_t>(std::countr_zero(later));
        second.action = sweep_.entry(second.rule).action;
        next = &second;
      }
      if (++w == axis.words()) break;
      later = axis.certain(segment, w);
    }
    RecordWithout(rule, next);
  }

  // What a packet of the rule gets without it: the action of `next`, or of no rule (null).
  void RecordWithout(std::size_t rule, const Match* next) {
    const RuleAction action = next == nullptr ? RuleAction::kDrop : next->action;
    if (action != sweep_.entry(rule).action) {
      is_needed_[rule] = 1;
    } else if (next == nullptr) {
      is_dropped_by_default_[rule] = 1;
    } else {
      would_take_.Put(rule, next->rule, true);
    }
  }

  // Every match in a cell, in order; a rule with several conditions is one match for each.
  template <typename T>
  void FindMatches(const AddressAxis<T>& axis, std::size_t segment) {
    matches_.clear();
    for (std::size_t w = 0; w < axis.words(); ++w) {
      std::uint64_t matching = axis.possible(segment, w);
      for (; matching != 0; matching &= matching - 1) {
        const std::size_t rule = w * 64 + static_cast<std::size_t>(std::countr_zero(matching));
        const RuleList::Entry& entry = sweep_.entry(rule);
        ForEachCondition(entry, axis.first(segment), axis.is_service_known(rule),
                         axis.is_remote_known(segment, rule), [&](const Condition& condition) {
                           matches_.push_back({rule, entry.action, condition});
                         });
      }
    }
  }

  // Parts the matches into those that decide under some content of the sets, and those whose packets an
  // earlier one takes under every content.
  void RecordDeciders() {
    deciders_.clear();
    for (std::size_t m = 0; m < matches_.size(); ++m) {
      const Match& match = matches_[m];
      const auto taker = std::find_if(deciders_.begin(), deciders_.end(), [&](std::size_t d) {
        return IsSubset(matches_[d].condition, match.condition);
      });
      if (taker == deciders_.end()) {
        deciders_.push_back(m);
        decides_[match.rule] = 1;
      } else if (matches_[*taker].rule != match.rule) {
        taken_.Put(matches_[*taker].rule, match.rule, true);
      }
    }
  }

  // What happens without the rule of the n-th decider.
  void RecordNeed(std::size_t n) {
    const Match& match = matches_[deciders_[n]];
    if (is_needed_[match.rule] != 0) return;
    earlier_.clear();
    for (std::size_t d = 0; d < n; ++d) {
      if (matches_[deciders_[d]].rule != match.rule) earlier_.push_back(&matches_[deciders_[d]]);
    }
    FindLater(deciders_[n]);
    RecordWithout(match.rule, FirstLater(match.condition, match.condition));
    for (const Match* later : later_) {
      if (is_needed_[match.rule] != 0) return;
      if (later->action == match.action) continue;
      const bool is_taken = std::any_of(earlier_.begin(), earlier_.end(), [&](const Match* earlier) {
        return IsMet(earlier->condition, match.condition, later->condition);
      });
      if (!is_taken && FirstLater(match.condition, later->condition)->action != match.action) {
        is_needed_[match.rule] = 1;
      }
    }
  }

  // The matches behind the m-th, up to one that is certain, that may decide if its rule is not there.
  void FindLater(std::size_t m) {
    later_.clear();
    for (std::size_t i = m + 1; i < matches_.size(); ++i) {
      const Match& match = matches_[i];
      if (match.rule == matches_[m].rule) continue;
      const auto implies = [&](const Match* other) {
        return IsSubset(other->condition, match.condition);
      };
      if (std::any_of(earlier_.begin(), earlier_.end(), implies) ||
          std::any_of(later_.begin(), later_.end(), implies)) {
        continue;
      }
      later_.push_back(&match);
      if (!match.condition.service && !match.condition.remote) return;
    }
  }

  // The first of them that takes a packet in the sets of `a` and `b` and in no other, or null.
  const Match* FirstLater(const Condition& a, const Condition& b) const {
    const auto found = std::find_if(later_.begin(), later_.end(), [&](const Match* match) {
      return IsMet(match->condition, a, b);
    });
    return found == later_.end() ? nullptr : *found;
  }

  ProtocolSweep sweep_;
  std::vector<char> decides_;  // of each rule
  std::vector<char> is_needed_;
  std::vector<char> is_dropped_by_default_;
  RuleBits taken_;       // a set a rule: the later rules whose packets it takes
  RuleBits would_take_;  // a set a rule: the later rules that would take its packets

  // Of the cell at hand.
  std::vector<Match> matches_;
  std::vector<std::size_t> deciders_;  // positions in matches_, ascending
  std::vector<const Match*> earlier_;
  std::vector<const Match*> later_;
};

}  // namespace

std::vector<RuleUsage> MakeRuleUsage(const RuleList& list) {
  assert(!list.missing_group());
  std::vector<RuleUsage> usage(list.entries().size());
  std::vector<std::unique_ptr<const ProtocolUsage>> protocols;
  for (const Protocol protocol : kProtocols) {
    protocols.push_back(std::make_unique<const ProtocolUsage>(list, protocol));
    const ProtocolUsage& of_protocol = *protocols.back();
    for (std::size_t r = 0; r < of_protocol.rules().size(); ++r) {
      RuleUse& use = usage[of_protocol.rules()[r]].use;
      if (of_protocol.is_needed(r)) {
        use = RuleUse::kNeeded;
      } else if (of_protocol.decides(r)) {
        use = std::max(use, RuleUse::kRedundant);
      }
    }
  }
  for (const auto& of_protocol : protocols) {
    const std::vector<std::size_t>& rules = of_protocol->rules();
    for (std::size_t r = 0; r < rules.size(); ++r) {
      RuleUsage& of_rule = usage[rules[r]];
      if (of_rule.use == RuleUse::kNeeded) continue;
      of_rule.dropped_by_default |= of_protocol->is_dropped_by_default(r);
      for (std::size_t other = 0; other < rules.size(); ++other) {
        if (of_rule.use == RuleUse::kShadowed ? of_protocol->takes(other, r)
                                              : of_protocol->would_take(other, r)) {
          of_rule.others.push_back(rules[other]);
        }
      }
    }
  }
  for (RuleUsage& of_rule : usage) {
    std::sort(of_rule.others.begin(), of_rule.others.end());
    of_rule.others.erase(std::unique(of_rule.others.begin(), of_rule.others.end()),
                         of_rule.others.end());
  }
  return usage;
}

}  // namespace portcullis::secgroup
