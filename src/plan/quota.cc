#include "plan/quota.h"

#include <algorithm>
#include <string>
#include <variant>

namespace portcullis::plan {
namespace {

using secgroup::Direction;
using secgroup::Inventory;
using secgroup::Reference;
using secgroup::Rule;

template <typename Map, typename Size>
std::int64_t SizeOf(const Map& templates, const secgroup::TemplateId& id, Size size) {
  const auto found = templates.find(id);
  return found == templates.end() ? 1 : size(found->second);
}

template <typename Map, typename Groups, typename Size>
std::int64_t SizeOfGroup(const Map& templates, const Groups& groups, const secgroup::TemplateId& id,
                         Size size) {
  const auto found = groups.find(id);
  if (found == groups.end()) return 1;
  std::int64_t sum = 0;
  for (const secgroup::TemplateId& member : found->second) sum += SizeOf(templates, member, size);
  return sum;
}

std::int64_t Remotes(const Rule& rule, const Inventory& inventory) {
  const auto size = [](const secgroup::AddressSet& set) {
    return static_cast<std::int64_t>(set.v4().intervals().size() + set.v6().intervals().size());
  };
  const auto* reference = std::get_if<Reference>(&rule.remote);
  if (reference == nullptr) return 1;
  if (reference->kind == Reference::Kind::kAddressTemplate) {
    return SizeOf(inventory.address_templates, reference->id, size);
  }
  if (reference->kind == Reference::Kind::kAddressTemplateGroup) {
    return SizeOfGroup(inventory.address_templates, inventory.address_template_groups,
                       reference->id, size);
  }
  return 1;
}

std::int64_t PortItems(const Rule& rule, const Inventory& inventory) {
  const auto size = [](const secgroup::ServiceSet& set) {
    std::size_t items = 0;
    for (const secgroup::Protocol protocol : secgroup::kProtocols) {
      items += set.ports(protocol).intervals().size();
    }
    return static_cast<std::int64_t>(items);
  };
  const auto* reference = std::get_if<Reference>(&rule.service);
  if (reference == nullptr) {
    return 1 + std::count(rule.text.port.begin(), rule.text.port.end(), ',');
  }
  if (reference->kind == Reference::Kind::kServiceTemplate) {
    return SizeOf(inventory.service_templates, reference->id, size);
  }
  return SizeOfGroup(inventory.service_templates, inventory.service_template_groups, reference->id,
                     size);
}

}  // namespace

message::Text QuotaProblem(const cluster::Facts& facts, const secgroup::GroupId& group) {
  const secgroup::RuleSet& rules = *facts.inventory.FindGroup(group)->rules;
  std::int64_t expanded = 0;
  for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
    const auto count = static_cast<std::int64_t>(rules.of(direction).size());
    if (count > facts.limits.rules_per_direction) {
      return {"{group} would have {count} {direction} rules, of at most {limit}"_msg,
              {{"group", group},
               {"count", std::to_string(count)},
               {"direction", std::string(ToString(direction))},
               {"limit", std::to_string(facts.limits.rules_per_direction)}}};
    }
    for (const Rule& rule : rules.of(direction)) {
      expanded += Remotes(rule, facts.inventory) * PortItems(rule, facts.inventory);
    }
  }
  if (expanded <= facts.limits.expanded_rules) return {};
  return {
      "{group} would have {count} rules with templates and ports counted, of at most {limit}"_msg,
      {{"group", group},
       {"count", std::to_string(expanded)},
       {"limit", std::to_string(facts.limits.expanded_rules)}}};
}

}  // namespace portcullis::plan
