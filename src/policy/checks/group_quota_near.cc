#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "policy/checks/checks.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

using secgroup::Direction;
using secgroup::Reference;

// One quota of the cloud and how much of it a group uses.
struct Quota {
  std::int64_t used;
  std::int64_t limit;
  message::Sentence message;

  bool IsNear() const { return used * 10 >= limit * 9; }
};

// How many items the cloud makes of a reference when it expands a rule: the members of templates; a
// group counts as one, and so does what the facts lack, which makes the sum a lower bound.
std::int64_t Items(const Reference& reference, const cluster::Facts& facts) {
  const auto of_template = [&](const secgroup::TemplateId& id) {
    const auto found = facts.template_sizes.find(id);
    return found == facts.template_sizes.end() ? 1 : found->second;
  };
  const auto of_group = [&](const auto& groups) {
    const auto found = groups.find(reference.id);
    if (found == groups.end()) return std::int64_t{1};
    std::int64_t items = 0;
    for (const secgroup::TemplateId& id : found->second) items += of_template(id);
    return items;
  };
  switch (reference.kind) {
    case Reference::Kind::kAddressTemplate:
    case Reference::Kind::kServiceTemplate: return of_template(reference.id);
    case Reference::Kind::kAddressTemplateGroup:
      return of_group(facts.inventory.address_template_groups);
    case Reference::Kind::kServiceTemplateGroup:
      return of_group(facts.inventory.service_template_groups);
    case Reference::Kind::kSecurityGroup: return 1;
  }
  return 1;
}

std::int64_t ExpandedRules(const secgroup::Rule& rule, const cluster::Facts& facts) {
  const auto* remote = std::get_if<Reference>(&rule.remote);
  const auto* service = std::get_if<Reference>(&rule.service);
  const std::int64_t ports =
      service != nullptr ? Items(*service, facts)
                         : 1 + std::count(rule.text.port.begin(), rule.text.port.end(), ',');
  return (remote != nullptr ? Items(*remote, facts) : 1) * ports;
}

}  // namespace

void FindGroupQuotaNear(const GroupInput& input, Evaluation& evaluation) {
  if (!input.group.rules) return;
  const cluster::Facts& facts = input.view.facts();
  std::int64_t expanded = 0;
  for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
    for (const secgroup::Rule& rule : input.group.rules->of(direction)) {
      expanded += ExpandedRules(rule, facts);
    }
  }
  const auto count = [&](Direction direction) {
    return static_cast<std::int64_t>(input.group.rules->of(direction).size());
  };
  const Quota quotas[] = {
      {count(Direction::kIngress), facts.limits.rules_per_direction,
       "{used} of {limit} ingress rules used"_msg},
      {count(Direction::kEgress), facts.limits.rules_per_direction,
       "{used} of {limit} egress rules used"_msg},
      {expanded, facts.limits.expanded_rules,
       "{used} of {limit} expanded rules used (remotes times port items)"_msg},
  };
  const Quota& fullest =
      *std::max_element(std::begin(quotas), std::end(quotas), [](const Quota& a, const Quota& b) {
        return a.used * b.limit < b.used * a.limit;
      });
  if (!fullest.IsNear()) return;
  Finding finding;
  finding.object = {ObjectRef::Kind::kSecurityGroup, "", input.group.id};
  finding.severity = Severity::kLow;
  if (!input.members.empty()) finding.nodes = NamesOf(input.members);
  finding.places = {{"used", std::to_string(fullest.used)},
                    {"limit", std::to_string(fullest.limit)}};
  finding.say = {fullest.message, "merge rules"_msg,
                 "delete rules that decide nothing, merge blocks and ports, or have the quota "
                 "raised"_msg};
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
