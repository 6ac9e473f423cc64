#include "policy/checks/rule_finding.h"

#include <algorithm>
#include <string>
#include <utility>

#include "policy/wording.h"

namespace portcullis::policy {
namespace {

using secgroup::Direction;
using secgroup::Reference;

// The cloud compares words without case, and a missing one means ALL.
std::string Canonical(const std::string& word) {
  if (word.empty()) return "all";
  std::string lower = word;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::vector<std::string> KeyOf(const secgroup::Rule& rule, Direction direction) {
  const auto* service_template = std::get_if<Reference>(&rule.service);
  const auto* reference = std::get_if<Reference>(&rule.remote);
  const auto* block = std::get_if<secgroup::AddressRange>(&rule.remote);
  const bool is_group = reference != nullptr && reference->kind == Reference::Kind::kSecurityGroup;
  std::string remote;
  if (block != nullptr) remote = secgroup::BlockToString(*block);
  if (is_group) remote = reference->id;
  return {std::string(ToString(direction)),
          service_template != nullptr ? "" : Canonical(rule.text.protocol),
          service_template != nullptr ? "" : Canonical(rule.text.port),
          std::move(remote),
          reference != nullptr && !is_group ? reference->id : "",
          service_template != nullptr ? service_template->id : ""};
}

std::string NameOf(Direction direction, std::size_t index) {
  return std::string(ToString(direction)) + ' ' + std::to_string(index);
}

}  // namespace

Finding MakeRuleFinding(const GroupInput& input, Direction direction, std::size_t index) {
  Finding finding;
  finding.object = {ObjectRef::Kind::kSecurityGroup, "", input.group.id};
  if (!input.members.empty()) finding.nodes = NamesOf(input.members);
  finding.decided_by = ClusterView::LocationOf(input.group, direction, index);
  finding.key.rule = KeyOf(input.group.rules->of(direction)[index], direction);
  finding.places = {{"rule", NameOf(direction, index)}};
  return finding;
}

void ForEachRule(
    const GroupInput& input, secgroup::RuleUse use,
    const std::function<void(Direction, std::size_t, const RuleAnalysis::Usage&)>& visit) {
  if (!input.group.rules) return;
  for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
    const std::vector<RuleAnalysis::Usage>& rules = input.rules.Of(input.group, direction);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].use == use) visit(direction, i, rules[i]);
    }
  }
}

message::Text DescribeRules(const std::vector<RuleAnalysis::Other>& rules, Direction direction) {
  constexpr std::size_t kMaxNamed = 3;
  std::string named;
  for (std::size_t i = 0; i < std::min(rules.size(), kMaxNamed); ++i) {
    named += (i == 0 ? "" : ", ") + rules[i].group->id + ' ' + NameOf(direction, rules[i].index);
  }
  if (rules.size() <= kMaxNamed) return {"{rules}"_msg, {{"rules", std::move(named)}}};
  return {"{rules} and {count} more"_msg,
          {{"rules", std::move(named)}, {"count", std::to_string(rules.size() - kMaxNamed)}}};
}

}  // namespace portcullis::policy
