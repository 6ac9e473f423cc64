#include "tests/oracle/oracle.h"

#include <strings.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace portcullis::oracle {
namespace {

bool Holds(const std::vector<std::string>& addresses, const std::string& address) {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

bool ReadAction(const std::string& action) {
  if (strcasecmp(action.c_str(), "ACCEPT") == 0) return true;
  if (strcasecmp(action.c_str(), "DROP") == 0) return false;
  throw std::invalid_argument("no action: " + action);
}

// The members of a template, or of a template group by way of its templates. `contains` says
// whether a known template holds the packet.
template <typename Templates, typename Contains>
Part TemplatePart(const std::string& template_id, const std::string& group_id,
                  const Templates& templates,
                  const std::map<std::string, std::vector<std::string>>& template_groups,
                  Contains contains) {
  Part part;
  std::vector<std::string> template_ids = {template_id};
  part.reference = template_id;
  if (!group_id.empty()) {
    part.reference = group_id;
    const auto group = template_groups.find(group_id);
    if (group == template_groups.end()) {
      part.unknown = {group_id};
      return part;
    }
    template_ids = group->second;
  }
  for (const std::string& id : template_ids) {
    const auto found = templates.find(id);
    if (found == templates.end()) {
      part.unknown.push_back(id);
    } else if (contains(found->second)) {
      part.known = true;
    }
  }
  return part;
}

bool CanMatch(const Part& part) { return part.known || !part.unknown.empty(); }

bool Certain(const Candidate& candidate) {
  return !candidate.index || (candidate.service.known && candidate.remote.known);
}

// A completion for one packet: bit i says whether the i-th unknown set holds it.
using Completion = std::uint32_t;

class Completions {
 public:
  explicit Completions(const std::vector<Candidate>& candidates) {
    for (const Candidate& candidate : candidates) {
      masks_.push_back({Mask(candidate.service), Mask(candidate.remote)});
      parts_.push_back({candidate.service.known, candidate.remote.known, !candidate.index});
    }
    if (sets_.size() > 20) throw std::length_error("too many unknown sets for one packet");
  }

  Completion count() const { return Completion{1} << sets_.size(); }

  Completion Of(const std::string& set) const {
    const auto found = std::find(sets_.begin(), sets_.end(), set);
    return Completion{1} << (found - sets_.begin());
  }

  // Position of the first candidate that matches; the number of candidates if none does.
  std::size_t FirstMatch(Completion completion) const {
    std::size_t i = 0;
    while (i < masks_.size() && !Matches(i, completion)) ++i;
    return i;
  }

 private:
  struct Masks {
    Completion service;
    Completion remote;
  };
  struct Known {
    bool service;
    bool remote;
    bool missing_group;
  };

  Completion Mask(const Part& part) {
    Completion mask = 0;
    for (const std::string& set : part.unknown) {
      if (!Holds(sets_, set)) sets_.push_back(set);
      mask |= Of(set);
    }
    return mask;
  }

  bool Matches(std::size_t i, Completion completion) const {
    const Known& known = parts_[i];
    if (known.missing_group) return true;
    return (known.service || (masks_[i].service & completion) != 0) &&
           (known.remote || (masks_[i].remote & completion) != 0);
  }

  std::vector<std::string> sets_;
  std::vector<Masks> masks_;
  std::vector<Known> parts_;
};

void AddSet(const Part& part, const std::string& set, Judgement& judgement) {
  if (part.known) return;
  judgement.sets.push_back(set);
  if (part.reference.empty()) return;
  judgement.references.push_back(set);
  if (part.reference != set) judgement.references.push_back(part.reference);
}

// Adds what the packet would have to be in, and nothing else, for this candidate to decide.
void AddSets(const std::vector<Candidate>& candidates, std::size_t position,
             const Completions& completions, Judgement& judgement) {
  const Candidate& candidate = candidates[position];
  const std::vector<std::string> no_set = {""};
  const auto& services = candidate.service.known ? no_set : candidate.service.unknown;
  const auto& remotes = candidate.remote.known ? no_set : candidate.remote.unknown;
  for (const std::string& remote : remotes) {
    for (const std::string& service : services) {
      const Completion completion = (remote.empty() ? 0 : completions.Of(remote)) |
                                    (service.empty() ? 0 : completions.Of(service));
      if (completions.FirstMatch(completion) != position) continue;
      AddSet(candidate.remote, remote, judgement);
      AddSet(candidate.service, service, judgement);
      return;
    }
  }
  throw std::logic_error("a rule that decides needs no more than one set for each part");
}

}  // namespace

const char* ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccept:
      return "accept";
    case Verdict::kDrop:
      return "drop";
    case Verdict::kUnknown:
      break;
  }
  return "unknown";
}

Judgement Decide(const std::vector<Candidate>& candidates, Direction direction) {
  const Completions completions(candidates);
  const std::size_t end = candidates.size();
  std::vector<bool> decides(end + 1);
  for (Completion completion = 0; completion < completions.count(); ++completion) {
    decides[completions.FirstMatch(completion)] = true;
  }

  bool can_accept = false;
  bool can_drop = decides[end];
  for (std::size_t i = 0; i < end; ++i) {
    if (!decides[i]) continue;
    const bool missing_group = !candidates[i].index;
    can_accept = can_accept || missing_group || candidates[i].accept;
    can_drop = can_drop || missing_group || !candidates[i].accept;
  }

  const auto rule_at = [&](std::size_t i) -> std::optional<DecidingRule> {
    if (i == end) return std::nullopt;
    return DecidingRule{candidates[i].group, direction, candidates[i].index};
  };
  // Where known members alone lead.
  const std::size_t stop = completions.FirstMatch(0);
  if (!can_drop) return {Verdict::kAccept, rule_at(stop), {}, {}};
  if (!can_accept) return {Verdict::kDrop, rule_at(stop), {}, {}};
  if (stop != end && !candidates[stop].index) {
    return {Verdict::kUnknown, rule_at(stop), {}, {candidates[stop].group}};
  }
  const bool stop_accepts = stop != end && candidates[stop].accept;
  std::size_t first = 0;
  while (!decides[first] || candidates[first].accept == stop_accepts) ++first;
  Judgement judgement{Verdict::kUnknown, rule_at(first), {}, {}};
  AddSets(candidates, first, completions, judgement);
  return judgement;
}

Oracle::Oracle(const Facts& facts) : instances_complete_(facts.instances_complete) {
  for (const SecurityGroup& group : facts.groups) {
    std::optional<RuleLists>& lists = groups_[group.id];
    if (group.policies) {
      lists = {Parse(group.policies->ingress, group.id + " ingress "),
               Parse(group.policies->egress, group.id + " egress ")};
    }
  }
  const auto bind = [&](const std::string& group, const auto& bearer) {
    Members& members = members_[group];
    for (const std::string& text : bearer.private_addresses) {
      members.ipv4.push_back(AddressBits(text));
    }
    for (const std::string& text : bearer.ipv6_addresses) {
      members.ipv6.push_back(AddressBits(text));
    }
  };
  for (const Instance& instance : facts.instances) {
    if (!instance.groups) continue;
    for (const std::string& group : *instance.groups) bind(group, instance);
  }
  for (const NetworkInterface& interface : facts.interfaces) {
    for (const std::string& group : interface.groups) bind(group, interface);
  }
  for (const AddressTemplate& address_template : facts.address_templates) {
    auto& items = address_templates_[address_template.id];
    for (const std::string& text : address_template.addresses) items.emplace_back(text);
  }
  for (const ServiceTemplate& service_template : facts.service_templates) {
    auto& items = service_templates_[service_template.id];
    for (const std::string& text : service_template.services) {
      items.push_back(Service::FromTemplateItem(text));
    }
  }
  for (const TemplateGroup& group : facts.address_template_groups) {
    address_template_groups_[group.id] = group.templates;
  }
  for (const TemplateGroup& group : facts.service_template_groups) {
    service_template_groups_[group.id] = group.templates;
  }
}

Judgement Oracle::Judge(const GroupList& groups, const Packet& packet) const {
  if (!groups || groups->empty()) return {Verdict::kUnknown, std::nullopt, {}, {}};
  return Decide(Candidates(*groups, packet), packet.direction);
}

std::vector<Candidate> Oracle::Candidates(const std::vector<std::string>& groups,
                                          const Packet& packet) const {
  std::vector<Candidate> candidates;
  Visit(groups, packet, [&](Candidate candidate) {
    candidates.push_back(std::move(candidate));
    return !Certain(candidates.back());
  });
  return candidates;
}

std::vector<Candidate> Oracle::AllCandidates(const std::vector<std::string>& groups,
                                             const Packet& packet) const {
  std::vector<Candidate> candidates;
  Visit(groups, packet, [&](Candidate candidate) {
    candidates.push_back(std::move(candidate));
    return true;
  });
  return candidates;
}

void Oracle::Visit(const std::vector<std::string>& groups, const Packet& packet,
                   const std::function<bool(Candidate)>& visit) const {
  const std::string remote = AddressBits(packet.remote);
  for (const std::string& id : groups) {
    const auto group = groups_.find(id);
    if (group == groups_.end() || !group->second) {
      if (!visit({id, std::nullopt, false, {}, {}})) return;
      continue;
    }
    const RuleLists& lists = *group->second;
    const auto& rules = packet.direction == Direction::kIngress ? lists.ingress : lists.egress;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      Part service = ServicePart(rules[i], packet);
      if (!CanMatch(service)) continue;
      Part members = RemotePart(rules[i], remote);
      if (!CanMatch(members)) continue;
      if (!visit({id, static_cast<int>(i), rules[i].accept, std::move(service),
                  std::move(members)})) {
        return;
      }
    }
  }
}

std::vector<Oracle::ParsedRule> Oracle::Parse(const std::vector<Rule>& rules,
                                              const std::string& own_set_prefix) {
  std::vector<ParsedRule> parsed;
  for (const Rule& rule : rules) {
    const std::string* const remotes[] = {&rule.cidr_block, &rule.ipv6_cidr_block,
                                          &rule.security_group_id, &rule.address_id,
                                          &rule.address_group_id};
    if (std::count_if(std::begin(remotes), std::end(remotes),
                      [](const std::string* remote) { return !remote->empty(); }) > 1) {
      throw std::invalid_argument("a rule with two remotes");
    }
    const std::string own_set = own_set_prefix + std::to_string(parsed.size());
    ParsedRule& result =
        parsed.emplace_back(ParsedRule{rule, ReadAction(rule.action), {}, {}, own_set});
    if (rule.service_id.empty() && rule.service_group_id.empty()) {
      result.service.emplace(rule.protocol, rule.port);
    } else if (!rule.protocol.empty() || !rule.port.empty()) {
      throw std::invalid_argument("a service template beside protocol or port");
    }
    if (!rule.cidr_block.empty()) result.block.emplace(rule.cidr_block);
    if (!rule.ipv6_cidr_block.empty()) result.block.emplace(rule.ipv6_cidr_block);
  }
  return parsed;
}

Part Oracle::ServicePart(const ParsedRule& rule, const Packet& packet) const {
  if (rule.service) return {rule.service->Contains(packet), {}, {}};
  return TemplatePart(rule.text.service_id, rule.text.service_group_id, service_templates_,
                      service_template_groups_, [&](const std::vector<Service>& services) {
                        return std::any_of(
                            services.begin(), services.end(),
                            [&](const Service& service) { return service.Contains(packet); });
                      });
}

Part Oracle::RemotePart(const ParsedRule& rule, const std::string& remote) const {
  if (rule.block) return {rule.block->Contains(remote), {}, {}};
  if (!rule.text.security_group_id.empty()) {
    return GroupMembersPart(rule.text.security_group_id, remote);
  }
  if (rule.text.address_id.empty() && rule.text.address_group_id.empty()) {
    return {false, {rule.own_set}, {}};
  }
  return TemplatePart(rule.text.address_id, rule.text.address_group_id, address_templates_,
                      address_template_groups_, [&](const std::vector<AddressItem>& items) {
                        return std::any_of(
                            items.begin(), items.end(),
                            [&](const AddressItem& item) { return item.Contains(remote); });
                      });
}

Part Oracle::GroupMembersPart(const std::string& group, const std::string& remote) const {
  const bool complete = instances_complete_ && groups_.find(group) != groups_.end();
  Part part{false, {}, group};
  bool ipv6_member = false;
  if (const auto members = members_.find(group); members != members_.end()) {
    part.known = Holds(members->second.ipv4, remote);
    ipv6_member = Holds(members->second.ipv6, remote);
  }
  // Whether the cloud matches a member's IPv6 address is not documented.
  if (!complete || ipv6_member) part.unknown = {group};
  return part;
}

}  // namespace portcullis::oracle
