#include <algorithm>
#include <optional>

#include "policy/checks/checks.h"
#include "policy/wording.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kId = "node-groups-inconsistent";

using Groups = std::vector<secgroup::GroupId>;

bool Fits(const Expectations::NodeGroups& entry, const NodeInput& input, bool is_master) {
  const bool entry_is_master = entry.role && *entry.role != cluster::Role::kWorker;
  if (entry.role && entry_is_master != is_master) return false;
  if (entry.node_pool.empty()) return true;
  const std::string* pool = cluster::Find(input.node.labels, cluster::kNodePoolId);
  return pool != nullptr && *pool == entry.node_pool;
}

// What the config expects, else what most nodes of the role have, the smallest list among equals.
const Groups* Expected(const NodeInput& input, bool is_master) {
  for (const Expectations::NodeGroups& entry : input.expectations.node_groups) {
    if (Fits(entry, input, is_master)) return &entry.groups;
  }
  const MemberClass* most = nullptr;
  for (const MemberClass& of_list : is_master ? input.view->masters() : input.view->workers()) {
    if (of_list.list->groups.empty()) continue;
    if (most == nullptr || of_list.members.size() > most->members.size()) most = &of_list;
  }
  return most == nullptr ? nullptr : &most->list->groups;
}

}  // namespace

void FindNodeGroupsInconsistent(const NodeInput& input, Evaluation& evaluation) {
  if (input.instance == nullptr) {
    evaluation.not_evaluated.push_back(
        {kId, input.object, Reason::kUnmatched, input.unmatched_because, std::nullopt});
    return;
  }
  const JudgedAs judged_as = JudgedAsOf(*input.instance, &input.node);
  if (judged_as == JudgedAs::kNeither) return;
  if (!input.instance->groups) {
    evaluation.not_evaluated.push_back({kId, input.object, Reason::kUnresolved,
                                        {"the facts do not give the groups of {instance}"_msg,
                                         {{"instance", input.instance->id}}},
                                        std::nullopt});
    return;
  }
  const Groups& groups = *input.instance->groups;
  if (groups.empty()) return;  // node-group-missing says it
  const Groups* expected = Expected(input, judged_as == JudgedAs::kMaster);
  if (expected == nullptr || *expected == groups) return;
  Groups sorted = groups;
  Groups expected_sorted = *expected;
  std::sort(sorted.begin(), sorted.end());
  std::sort(expected_sorted.begin(), expected_sorted.end());
  const bool only_order = sorted == expected_sorted;
  Finding finding;
  finding.object = input.object;
  finding.severity = Severity::kMedium;
  finding.requirement = "P1";
  finding.groups = groups;
  finding.places = {{"groups", DescribeGroups(groups)},
                    {"expected", DescribeGroups(*expected)},
                    {"instance", input.instance->id}};
  finding.say = {only_order ? "groups are {groups}, expected {expected}, in that order"_msg
                            : "groups are {groups}, expected {expected}"_msg,
                 only_order ? "reorder them"_msg : "bind those"_msg,
                 "bind {expected} to {instance} in this order, or list its groups under "
                 "expectations.nodeGroups"_msg};
  finding.source = input.node.position;
  evaluation.findings.push_back(std::move(finding));
}

}  // namespace portcullis::policy
