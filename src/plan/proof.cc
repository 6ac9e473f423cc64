#include "plan/proof.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plan/rule_cut.h"
#include "secgroup/partition.h"
#include "secgroup/partition_difference.h"

namespace portcullis::plan {
namespace {

using secgroup::Direction;
using secgroup::GroupId;
using secgroup::PacketSet;

using Instances = std::vector<const cluster::Instance*>;

// The lists of the facts with who has them, by id.
std::map<std::vector<GroupId>, Instances> Owners(const cluster::Facts& facts) {
  std::map<std::string_view, const cluster::Instance*> by_id;
  std::map<std::vector<GroupId>, std::map<std::string_view, const cluster::Instance*>> owners;
  for (const cluster::Instance& instance : facts.instances) {
    by_id.emplace(instance.id, &instance);
    if (instance.groups) owners[*instance.groups].emplace(instance.id, &instance);
  }
  for (const cluster::NetworkInterface& interface : facts.network_interfaces) {
    auto& of_list = owners[interface.groups];
    const auto found = by_id.find(interface.instance_id);
    if (found != by_id.end()) of_list.insert(*found);
  }
  std::map<std::vector<GroupId>, Instances> lists;
  for (const auto& [groups, instances] : owners) {
    Instances& of_list = lists[groups];
    for (const auto& [id, instance] : instances) of_list.push_back(instance);
  }
  return lists;
}

std::string NameOf(const policy::ObjectRef& object) {
  return object.namespace_name.empty() ? object.name : object.namespace_name + '/' + object.name;
}

// Row N3 asks for SSH from anywhere, and whoever admits it is told that it is open, for information.
bool IsOpenOnPurpose(const policy::Finding& finding) {
  return finding.check == "admin-port-open-to-world" && finding.severity == policy::Severity::kInfo;
}

std::set<std::string> Identities(const policy::Evaluation& evaluation) {
  std::set<std::string> identities;
  for (const policy::Finding& finding : evaluation.findings) identities.insert(finding.Identity());
  return identities;
}

}  // namespace

const secgroup::PartitionedList& Lists::Of(const std::vector<GroupId>& groups,
                                           Direction direction) {
  const auto found = lists_.find({groups, direction});
  if (found != lists_.end()) return found->second;
  auto list = secgroup::MakePartitionedList(facts_.inventory, groups, direction);
  return lists_.emplace(std::pair(groups, direction), std::move(list)).first->second;
}

bool IsMet(const policy::RequiredPackets& required, Lists& before, Lists& after) {
  return std::all_of(required.lists.begin(), required.lists.end(), [&](const auto& groups) {
    return before.Of(groups, required.direction)
        .partition.dropped.Intersect(required.packets)
        .Difference(after.Of(groups, required.direction).partition.accepted)
        .Empty();
  });
}

std::vector<policy::ListDifference> VerdictsChanged(Lists& before, Lists& after,
                                                    const std::set<GroupId>& groups) {
  std::vector<policy::ListDifference> changed;
  for (const auto& [list, instances] : Owners(after.facts())) {
    if (std::none_of(list.begin(), list.end(),
                     [&](const GroupId& g) { return groups.contains(g); })) {
      continue;
    }
    for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
      auto changes = secgroup::Difference(before.Of(list, direction), after.Of(list, direction));
      // What is unknown on both sides keeps its verdict, if for another reason.
      std::erase_if(changes, [](const auto& change) { return change.before == change.after; });
      if (changes.empty()) continue;
      changed.push_back({list, list, direction, instances, std::move(changes)});
    }
  }
  return changed;
}

message::Text OutsideProblem(std::span<const policy::ListDifference> changed,
                             std::span<const policy::RequiredPackets* const> required) {
  std::map<Direction, PacketSet> boxes;
  for (const policy::RequiredPackets* packets : required) {
    PacketSet& box = boxes[packets->direction];
    box = box.Union(BoxOf(packets->packets));
  }
  for (const policy::ListDifference& list : changed) {
    for (const secgroup::VerdictChange& change : list.changes) {
      if (change.packets.Difference(boxes[list.direction]).Empty()) continue;
      return {"it would change verdicts beyond what has to be admitted"_msg, {}};
    }
  }
  return {};
}

message::Text FindingsProblem(const policy::Evaluation& before, const policy::Evaluation& after,
                              const std::set<std::string>& to_go) {
  const std::set<std::string> known = Identities(before);
  for (const policy::Finding& finding : after.findings) {
    const std::string identity = finding.Identity();
    const message::Place check = {"check", std::string(finding.check)};
    const message::Place object = {"object", NameOf(finding.object)};
    if (to_go.contains(identity)) {
      return {"{check} of {object} would still be there"_msg, {check, object}};
    }
    if (!known.contains(identity) && !IsOpenOnPurpose(finding)) {
      return {"it would bring up {check} of {object}"_msg, {check, object}};
    }
  }
  return {};
}

}  // namespace portcullis::plan
