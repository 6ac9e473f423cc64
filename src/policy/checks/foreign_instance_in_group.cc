#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "policy/checks/checks.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "foreign-instance-in-group";

// A machine that is being made a node has its groups before its Node is seen.
constexpr std::chrono::minutes kJoining{30};

bool Holds(const std::vector<secgroup::GroupId>& groups, const secgroup::GroupId& id) {
  return std::find(groups.begin(), groups.end(), id) != groups.end();
}

bool IsBound(const cluster::Instance& instance, const secgroup::GroupId& group,
             const cluster::Facts& facts) {
  if (instance.groups && Holds(*instance.groups, group)) return true;
  return std::any_of(facts.network_interfaces.begin(), facts.network_interfaces.end(),
                     [&](const cluster::NetworkInterface& interface) {
                       return interface.instance_id == instance.id && Holds(interface.groups, group);
                     });
}

bool IsJoining(const cluster::Instance& instance, const cluster::Facts& facts) {
  return instance.created && *instance.created > facts.observed_at - kJoining;
}

// The foreign instances that are bound to the group, by id.
std::set<std::string> ForeignIn(const secgroup::GroupId& group, const ClusterView& view) {
  std::set<std::string> ids;
  for (const cluster::Instance* instance : view.foreign()) {
    if (IsBound(*instance, group, view.facts()) && !IsJoining(*instance, view.facts())) {
      ids.insert(instance->id);
    }
  }
  return ids;
}

// "ins-1, ins-2 and 3 more"
message::Text DescribeInstances(const std::set<std::string>& ids) {
  constexpr std::size_t kMaxNamed = 3;
  std::string named;
  std::size_t left = ids.size();
  for (const std::string& id : ids) {
    if (ids.size() - left == kMaxNamed) break;
    named += (named.empty() ? "" : ", ") + id;
    --left;
  }
  if (left == 0) return {"{instances}"_msg, {{"instances", std::move(named)}}};
  return {"{instances} and {count} more"_msg,
          {{"instances", std::move(named)}, {"count", std::to_string(left)}}};
}

}  // namespace

void FindForeignInstanceInGroup(const GroupInput& input, Evaluation& evaluation) {
  if (input.members.empty()) return;
  const ObjectRef object{ObjectRef::Kind::kSecurityGroup, "", input.group.id};
  const auto skip = [&](message::Sentence why) {
    evaluation.not_evaluated.push_back({kId, object, Reason::kUnresolved, {why, {}}, std::nullopt});
  };
  if (!input.view.facts().inventory.instances_complete) {
    skip("the facts do not say that they list every instance (instancesComplete)"_msg);
    return;
  }
  if (!input.view.is_membership_known()) {
    skip("neither Nodes nor nodeName tell which instances are the cluster's"_msg);
    return;
  }
  const std::set<std::string> foreign = ForeignIn(input.group.id, input.view);
  if (foreign.empty()) return;
  Finding finding;
  finding.object = object;
  finding.severity = Severity::kMedium;
  finding.requirement = "P2";
  finding.nodes = NamesOf(input.members);
  finding.places = {{"foreign", message::Counted(foreign.size(), "{count} instance"_msg,
                                                 "{count} instances"_msg)},
                    {"names", DescribeInstances(foreign)}};
  finding.say = {"bound to {foreign} outside the cluster: {names}"_msg, "unbind it there"_msg,
                 "bind other groups to {names}: what opens the nodes opens them too"_msg};
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
