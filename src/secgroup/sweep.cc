#include "secgroup/sweep.h"

namespace portcullis::secgroup {
namespace {

constexpr std::uint32_t kPortEnd = 65536;

std::vector<std::size_t> RulesFor(const RuleList& list, Protocol protocol) {
  std::vector<std::size_t> rules;
  for (std::size_t i = 0; i < list.entries().size(); ++i) {
    const RuleList::ServicePart& service = list.entries()[i].service;
    if (!service.known.ports(protocol).Empty() || !service.unknown.empty()) rules.push_back(i);
  }
  return rules;
}

const std::vector<std::size_t>& RulesOf(Family family, Protocol protocol,
                                        const std::vector<std::size_t>& rules) {
  static const std::vector<std::size_t> kNone;
  return ExistsIn(protocol, family) ? rules : kNone;
}

}  // namespace

ProtocolSweep::ProtocolSweep(const RuleList& list, Protocol protocol)
    : list_(list),
      protocol_(protocol),
      rules_(RulesFor(list, protocol)),
      v4_(list, RulesOf(Family::kIPv4, protocol, rules_)),
      v6_(list, RulesOf(Family::kIPv6, protocol, rules_)) {
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    const RuleList::ServicePart& service = entry(r).service;
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

std::optional<std::uint16_t> ProtocolSweep::Next() {
  if (next_turn_ == turns_.size() || turns_[next_turn_].port == kPortEnd) return std::nullopt;
  const std::uint32_t port = turns_[next_turn_].port;
  v4_.BeginTurns();
  v6_.BeginTurns();
  for (; next_turn_ < turns_.size() && turns_[next_turn_].port == port; ++next_turn_) {
    const Turn& turn = turns_[next_turn_];
    if (ExistsIn(protocol_, Family::kIPv4)) v4_.SetService(turn.rule, turn.match);
    if (ExistsIn(protocol_, Family::kIPv6)) v6_.SetService(turn.rule, turn.match);
  }
  v4_.EndTurns();
  v6_.EndTurns();
  return static_cast<std::uint16_t>(port);
}

}  // namespace portcullis::secgroup
