#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "secgroup/packet.h"
#include "secgroup/rule_list.h"

namespace portcullis::secgroup {

// kUnknown: what is not known about references or groups could make it either.
enum class Verdict : std::uint8_t { kAccept, kDrop, kUnknown };
std::string_view ToString(Verdict verdict);  // "accept", "drop", "unknown"

// How a list decides one packet, and what decided it.
struct Decision {
  Verdict verdict = Verdict::kDrop;

  // The rule that the packet stopped at, as a position in RuleList::entries(); absent where it passed
  // all rules. For kUnknown the first rule that might match and would decide otherwise than the rule
  // the packet stops at: resolving it could settle the packet.
  std::optional<std::size_t> entry;
  // For kUnknown, why: the unknowns that rule would have to match by. Empty where the walk ended at a
  // group without known rules, or the list is empty; `entry` is absent then.
  std::vector<RuleList::UnknownId> unknowns;
};

// The verdict under every possible content of the unknown sets: kAccept if accepted under all, kDrop if
// dropped under all, else kUnknown. Linear in the number of rules; pure.
Decision Explain(const RuleList& list, const Packet& packet);

}  // namespace portcullis::secgroup
