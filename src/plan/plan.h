#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cluster/facts.h"
#include "cluster/node.h"
#include "cluster/service.h"
#include "message/text.h"
#include "plan/edit.h"
#include "plan/proof.h"
#include "policy/finding.h"
#include "policy/settings.h"

// Changes of rules that repair findings. A repair accepts what a finding requires in front of the
// first rule that drops it. The engine then has to say of the changed facts that
//   1. the findings are gone and no other appears (rule-* and group-quota-near are not looked at; row
//      N3 may bring up the information that SSH is open),
//   2. every packet whose verdict changes is one that was required,
//   3. leaving out any one change brings a finding back, or leaves it to what is not known,
//   4. no group holds more rules than the cloud allows;
// otherwise the finding stays unrepaired, with the reason. Pure: the same input gives the same
// plan.
namespace portcullis::plan {

struct PlanInput {
  std::shared_ptr<const cluster::Facts> facts;
  // Judged beside the facts themselves.
  std::vector<cluster::Service> services;
  std::vector<cluster::Node> nodes;
  policy::Settings settings;
  std::chrono::system_clock::time_point now;
  // Ids of the checks whose findings are repaired. Empty: those named *-not-admitted.
  std::set<std::string, std::less<>> checks;
};

struct Change {
  Step::Op op;
  secgroup::GroupId group;
  // The version of the group's rules that this change is made on; absent where the facts do not
  // tell.
  std::optional<std::int64_t> version;
  secgroup::Direction direction;
  std::size_t index;  // at the moment of the change
  secgroup::Rule rule;
  // In front of the rule that is there, as the cloud wrote it; empty at the end, and for kDelete.
  std::string in_front_of;
  // That come back or cannot be told any more without it, and those that it repairs as others do
  // too.
  std::vector<policy::Finding> fixes;
};

struct Unrepaired {
  policy::Finding finding;
  message::Text reason;
};

struct Plan {
  std::vector<Change> changes;  // in the order in which they are to be made
  std::vector<Unrepaired> unrepaired;

  policy::Evaluation before;
  policy::Evaluation after;
  std::shared_ptr<const cluster::Facts> facts;  // with the changes made
  std::vector<policy::ListDifference> changed;  // refers to `facts`
};

// The cost is that of judging everything once for each change.
Plan MakePlan(const PlanInput& input);

}  // namespace portcullis::plan
