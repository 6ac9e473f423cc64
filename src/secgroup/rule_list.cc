#include "secgroup/rule_list.h"

#include <map>
#include <string>
#include <utility>

namespace portcullis::secgroup {
namespace {

// Replaces references by sets and numbers the sets whose members are not known, each once.
class Resolver {
  using Kind = RuleList::Unknown::Kind;

 public:
  explicit Resolver(const Inventory& inventory) : inventory_(inventory) {}

  RuleList::ServicePart Service(const Rule& rule) {
    if (const auto* spelled_out = std::get_if<ServiceSet>(&rule.service)) return {*spelled_out, {}};
    const auto& reference = std::get<Reference>(rule.service);
    RuleList::ServicePart part;
    if (reference.kind == Reference::Kind::kServiceTemplate) {
      AddServiceTemplate(reference.id, part);
    } else if (const auto* members = Find(inventory_.service_template_groups, reference.id)) {
      for (const TemplateId& member : *members) AddServiceTemplate(member, part);
    } else {
      part.unknown.push_back(Number(Kind::kServiceTemplateGroup, reference.id));
    }
    return part;
  }

  // `place` names the rule, for the set of a rule that names no remote.
  RuleList::RemotePart Remote(const Rule& rule, const std::string& place) {
    RuleList::RemotePart part;
    if (const auto* range = std::get_if<AddressRange>(&rule.remote)) {
      part.known = AddressSet(std::span(range, 1));
      return part;
    }
    const auto* reference = std::get_if<Reference>(&rule.remote);
    if (reference == nullptr) {
      part.unknown.push_back({Number(Kind::kNoRemote, place), AddressSet::All()});
    } else if (reference->kind == Reference::Kind::kSecurityGroup) {
      AddBoundAddresses(reference->id, part);
    } else if (reference->kind == Reference::Kind::kAddressTemplate) {
      AddAddressTemplate(reference->id, part);
    } else if (const auto* members = Find(inventory_.address_template_groups, reference->id)) {
      for (const TemplateId& member : *members) AddAddressTemplate(member, part);
    } else {
      part.unknown.push_back({Number(Kind::kAddressTemplateGroup, reference->id), AddressSet::All()});
    }
    return part;
  }

  // The entries of a group's rules, or of those that stand in for them where these are not known.
  void AddEntries(const std::vector<Rule>& rules, const GroupId& group, std::size_t position,
                  Direction direction, std::vector<RuleList::Entry>& entries) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const std::string place =
          group + ' ' + std::string(ToString(direction)) + ' ' + std::to_string(i);
      entries.push_back({rules[i].action, position, i, Service(rules[i]), Remote(rules[i], place)});
    }
  }
  void AddStandIns(const GroupId& group, std::size_t position,
                   std::vector<RuleList::Entry>& entries) {
    for (const auto& [action, kind] : {std::pair(RuleAction::kAccept, Kind::kAcceptedByGroup),
                                       std::pair(RuleAction::kDrop, Kind::kDroppedByGroup)}) {
      RuleList::RemotePart remote;
      remote.unknown.push_back({Number(kind, group), AddressSet::All()});
      entries.push_back({action, position, 0, {ServiceSet::All(), {}}, std::move(remote), true});
    }
  }

  std::vector<RuleList::Unknown> TakeUnknowns() { return std::move(unknowns_); }

 private:
  template <typename Map>
  static const typename Map::mapped_type* Find(const Map& map, const std::string& id) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
  }

  void AddServiceTemplate(const TemplateId& id, RuleList::ServicePart& part) {
    if (const auto* services = Find(inventory_.service_templates, id)) {
      part.known = part.known.Union(*services);
    } else {
      part.unknown.push_back(Number(Kind::kServiceTemplate, id));
    }
  }

  void AddAddressTemplate(const TemplateId& id, RuleList::RemotePart& part) {
    if (const auto* addresses = Find(inventory_.address_templates, id)) {
      part.known = part.known.Union(*addresses);
    } else {
      part.unknown.push_back({Number(Kind::kAddressTemplate, id), AddressSet::All()});
    }
  }

  // A referenced group matches the private IPv4 addresses of what is bound to it. No page says whether
  // it matches their IPv6 addresses, so those may match.
  void AddBoundAddresses(const GroupId& id, RuleList::RemotePart& part) {
    const auto* bound = Find(inventory_.bound_addresses, id);
    if (bound != nullptr) part.known = AddressSet(bound->v4);
    if (!inventory_.instances_complete || inventory_.FindGroup(id) == nullptr) {
      part.unknown.push_back({Number(Kind::kGroupMembers, id), AddressSet::All()});
    } else if (bound != nullptr && !bound->v6.empty()) {
      part.unknown.push_back({Number(Kind::kGroupIpv6Members, id), AddressSet(bound->v6)});
    }
  }

  RuleList::UnknownId Number(Kind kind, const std::string& name) {
    const auto [position, is_new] =
        numbers_.try_emplace(RuleList::Unknown{kind, name}, unknowns_.size());
    if (is_new) unknowns_.push_back(position->first);
    return position->second;
  }

  const Inventory& inventory_;
  std::map<RuleList::Unknown, RuleList::UnknownId> numbers_;
  std::vector<RuleList::Unknown> unknowns_;
};

const std::vector<Rule>* KnownRules(const Inventory& inventory, const GroupId& id,
                                    Direction direction) {
  const SecurityGroup* group = inventory.FindGroup(id);
  return group == nullptr || !group->rules ? nullptr : &group->rules->of(direction);
}

}  // namespace

RuleList::RuleList(std::vector<GroupId> groups, Direction direction)
    : groups_(std::move(groups)), direction_(direction), ends_unknown_(groups_.empty()) {}

RuleList RuleList::Make(const Inventory& inventory, std::vector<GroupId> groups,
                        Direction direction) {
  RuleList list(std::move(groups), direction);
  Resolver resolver(inventory);
  for (std::size_t g = 0; g < list.groups_.size() && !list.missing_group_; ++g) {
    const GroupId& group = list.groups_[g];
    if (const std::vector<Rule>* rules = KnownRules(inventory, group, direction)) {
      resolver.AddEntries(*rules, group, g, direction, list.entries_);
    } else {
      list.ends_unknown_ = true;
      list.missing_group_ = g;
    }
  }
  list.unknowns_ = resolver.TakeUnknowns();
  return list;
}

RuleList RuleList::MakeWithStandIns(const Inventory& inventory, std::vector<GroupId> groups,
                                    Direction direction) {
  RuleList list(std::move(groups), direction);
  Resolver resolver(inventory);
  for (std::size_t g = 0; g < list.groups_.size(); ++g) {
    const GroupId& group = list.groups_[g];
    if (const std::vector<Rule>* rules = KnownRules(inventory, group, direction)) {
      resolver.AddEntries(*rules, group, g, direction, list.entries_);
    } else {
      resolver.AddStandIns(group, g, list.entries_);
    }
  }
  list.unknowns_ = resolver.TakeUnknowns();
  return list;
}

}  // namespace portcullis::secgroup
