#include "plan/plan.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "plan/place.h"
#include "plan/quota.h"
#include "plan/rule_cut.h"
#include "policy/check.h"
#include "policy/evaluator.h"
#include "policy/wording.h"
#include "secgroup/partition.h"

namespace portcullis::plan {
namespace {

using policy::Evaluation;
using policy::Finding;
using secgroup::GroupId;
using secgroup::PacketSet;
using secgroup::Rule;

// Edits that are being collected, and the findings that they are for.
struct Draft {
  std::vector<Edit> edits;
  std::vector<const Finding*> targets;
};

std::set<GroupId> GroupsOf(const std::vector<Edit>& edits) {
  std::set<GroupId> groups;
  for (const Edit& edit : edits) groups.insert(edit.group);
  return groups;
}

std::set<std::string> IdentitiesOf(const std::vector<const Finding*>& findings) {
  std::set<std::string> identities;
  for (const Finding* finding : findings) identities.insert(finding->Identity());
  return identities;
}

std::set<std::string> IdentitiesOf(const std::vector<Finding>& findings) {
  std::set<std::string> identities;
  for (const Finding& finding : findings) identities.insert(finding.Identity());
  return identities;
}

// What is written beside a new rule, for whoever finds it in the console. The cloud takes 100
// characters.
std::string DescriptionFor(const Finding& finding) {
  constexpr std::size_t kMaxDescription = 100;
  const std::string subject = finding.object.kind == policy::ObjectRef::Kind::kService
                                  ? finding.object.namespace_name + '/' + finding.object.name
                                  : "row " + std::string(finding.requirement);
  return policy::OneLine("portcullis: " + std::string(finding.check) + ' ' + subject,
                         kMaxDescription);
}

// Whether a rule is of use and how much room a group has says nothing about packets: a repair may
// bring such findings up, and judging rules is the better part of judging facts.
policy::Settings WithoutChecksOfGroups(policy::Settings settings) {
  for (const policy::Check& check : policy::AllChecks()) {
    if (check.id.starts_with("rule-") || check.id == "group-quota-near") {
      settings.checks[std::string(check.id)].action = policy::Action::kOff;
    }
  }
  return settings;
}

// The facts of a plan's input, as they are and as they would be.
class World {
 public:
  explicit World(const PlanInput& input)
      : input_(input),
        settings_(WithoutChecksOfGroups(input.settings)),
        lists_(*input.facts),
        before_(Judge(input.facts)) {}

  const cluster::Facts& facts() const { return *input_.facts; }
  Lists& lists() { return lists_; }
  const Evaluation& before() const { return before_; }

  std::shared_ptr<const cluster::Facts> After(const std::vector<Edit>& edits) const {
    auto facts = std::make_shared<cluster::Facts>(*input_.facts);
    facts->inventory = Apply(input_.facts->inventory, edits);
    return facts;
  }

  Evaluation Judge(std::shared_ptr<const cluster::Facts> facts) const {
    const auto view =
        policy::ClusterView::Make(std::move(facts), input_.nodes, settings_.expectations);
    const policy::Evaluator evaluator(settings_, view.get(), policy::Evaluator::Facts::kKnown,
                                      input_.now);
    Evaluation all = evaluator.OfFacts();
    const auto add = [](auto& from, auto& to) {
      to.insert(to.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
    };
    for (const cluster::Service& service : input_.services) {
      Evaluation of_service = evaluator.OfService(service, nullptr, policy::DryRun::kNo);
      add(of_service.findings, all.findings);
      add(of_service.exempted, all.exempted);
      add(of_service.not_evaluated, all.not_evaluated);
    }
    all.Normalize();
    return all;
  }

  // Why the edits break a promise to those that they are for, the third one aside. Empty if they do
  // not.
  message::Text Problem(const Draft& draft) {
    const auto after = After(draft.edits);
    Lists lists(*after);
    const std::set<GroupId> groups = GroupsOf(draft.edits);
    for (const GroupId& group : groups) {
      if (message::Text problem = QuotaProblem(*after, group); !problem.empty()) return problem;
    }
    std::vector<const policy::RequiredPackets*> required;
    for (const Finding* target : draft.targets) {
      required.push_back(&*target->required);
      if (!IsMet(*target->required, lists_, lists)) {
        return {"a rule that is not known may still drop it"_msg, {}};
      }
    }
    const auto changed = VerdictsChanged(lists_, lists, groups);
    if (message::Text problem = OutsideProblem(changed, required); !problem.empty()) return problem;
    return FindingsProblem(before_, Judge(after), IdentitiesOf(draft.targets));
  }

 private:
  const PlanInput& input_;
  const policy::Settings settings_;
  Lists lists_;
  Evaluation before_;
};

// Adds the edits that one finding asks for.
class Repair {
 public:
  Repair(const World& world, Draft& draft) : world_(world), draft_(draft) {}

  // Why it cannot be repaired; the draft is then as good as spoilt. Empty if it can.
  message::Text Of(const Finding& target) {
    const policy::RequiredPackets& required = *target.required;
    const RuleCut cut = CutToRules(required.packets);
    if (!cut.problem.empty()) return cut.problem;
    description_ = DescriptionFor(target);
    for (const auto& groups : required.lists) {
      const PacketSet missing = Missing(groups, required);
      if (missing.Empty()) continue;
      const secgroup::Inventory& inventory = world_.facts().inventory;
      const auto list = secgroup::RuleList::Make(inventory, groups, required.direction);
      const auto place = PlaceFor(list, missing, inventory);
      if (!place) return {"the rules of a group that they end at are not known"_msg, {}};
      for (const Rule& rule : cut.rules) {
        const PacketSet part = PacketsOf(rule).Intersect(missing);
        if (!part.Empty()) Insert(*place, required.direction, rule, part);
      }
    }
    draft_.targets.push_back(&target);
    return {};
  }

 private:
  // What the list does not accept with the edits so far; nothing if none of it is dropped, since
  // then there is no finding.
  PacketSet Missing(const std::vector<GroupId>& groups,
                    const policy::RequiredPackets& required) const {
    const auto partition = secgroup::MakePartition(secgroup::RuleList::Make(
        Apply(world_.facts().inventory, draft_.edits), groups, required.direction));
    const PacketSet dropped = partition.dropped.Intersect(required.packets);
    if (dropped.Empty()) return {};
    return dropped.Union(partition.unknown.Intersect(required.packets));
  }

  // Lets in `part`, by the rule if it can be had. One that stands further behind already is brought
  // forward; where less than it would do, that is let in instead, so that the rule stays in force.
  void Insert(const Place& place, secgroup::Direction direction, const Rule& rule,
              const PacketSet& part) {
    if (!FindOld(place, direction, rule)) {
      Put(place, direction, rule);
      return;
    }
    const RuleCut less = CutToRules(part);
    const bool is_new = less.problem.empty() &&
                        std::none_of(less.rules.begin(), less.rules.end(), [&](const Rule& r) {
                          return FindOld(place, direction, r).has_value();
                        });
    if (!is_new) {
      Put(place, direction, rule);
      return;
    }
    for (const Rule& smaller : less.rules) Put(place, direction, smaller);
  }

  // The position of the same rule in the group as it is.
  std::optional<std::size_t> FindOld(const Place& place, secgroup::Direction direction,
                                     const Rule& rule) const {
    const auto& rules = world_.facts().inventory.FindGroup(place.group)->rules->of(direction);
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Rule& other) { return AreSame(other, rule); });
    if (found == rules.end()) return std::nullopt;
    return static_cast<std::size_t>(found - rules.begin());
  }

  void Put(const Place& place, secgroup::Direction direction, const Rule& rule) {
    for (Edit& edit : draft_.edits) {
      if (edit.group != place.group || edit.direction != direction || !AreSame(edit.rule, rule)) {
        continue;
      }
      edit.index = std::min(edit.index, place.index);
      return;
    }
    draft_.edits.push_back(
        {place.group, direction, place.index, rule, FindOld(place, direction, rule)});
    draft_.edits.back().rule.text.description = description_;
  }

  const World& world_;
  Draft& draft_;
  std::string description_;
};

// Edits for as many of the targets as possible: for all that can be repaired or, where that breaks a
// promise, for one after another as long as it does not.
Draft Collect(World& world, const std::vector<const Finding*>& targets,
              std::vector<Unrepaired>& unrepaired) {
  Draft all;
  std::vector<const Finding*> repairable;
  for (const Finding* target : targets) {
    Draft trial = all;
    message::Text problem = Repair(world, trial).Of(*target);
    if (problem.empty()) {
      all = std::move(trial);
      repairable.push_back(target);
    } else {
      unrepaired.push_back({*target, std::move(problem)});
    }
  }
  if (world.Problem(all).empty()) return all;
  Draft kept;
  for (const Finding* target : repairable) {
    Draft trial = kept;
    message::Text problem = Repair(world, trial).Of(*target);
    if (problem.empty()) problem = world.Problem(trial);
    if (problem.empty()) {
      kept = std::move(trial);
    } else {
      unrepaired.push_back({*target, std::move(problem)});
    }
  }
  return kept;
}

bool Contains(const std::vector<GroupId>& groups, const GroupId& group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

bool Concerns(const Finding& finding, const GroupId& group) {
  return std::any_of(finding.required->lists.begin(), finding.required->lists.end(),
                     [&](const auto& groups) { return Contains(groups, group); });
}

// Those of the findings that come back, or are left to what is not known, if an edit is left out.
std::vector<const Finding*> DependentOn(std::size_t edit, World& world, const Draft& draft,
                                        const std::vector<const Finding*>& findings) {
  std::vector<Edit> less = draft.edits;
  less.erase(less.begin() + static_cast<std::ptrdiff_t>(edit));
  const auto facts = world.After(less);
  Lists lists(*facts);
  std::vector<const Finding*> dependent;
  for (const Finding* finding : findings) {
    if (Concerns(*finding, draft.edits[edit].group) &&
        !IsMet(*finding->required, world.lists(), lists)) {
      dependent.push_back(finding);
    }
  }
  return dependent;
}

// Leaves out every edit without which no target comes back, the last ones first: those are for a
// single Service, which a row for all of them may cover.
void LeaveOutNeedless(World& world, Draft& draft) {
  for (std::size_t i = draft.edits.size(); i-- > 0;) {
    if (!DependentOn(i, world, draft, draft.targets).empty()) continue;
    Draft less = draft;
    less.edits.erase(less.edits.begin() + static_cast<std::ptrdiff_t>(i));
    if (world.Problem(less).empty()) draft = std::move(less);
  }
}

// Whether the edit's rule lets in some of what the finding required and a list dropped.
bool HelpsWith(const Edit& edit, const Finding& finding, Lists& before) {
  const policy::RequiredPackets& required = *finding.required;
  if (edit.direction != required.direction) return false;
  const PacketSet packets = PacketsOf(edit.rule).Intersect(required.packets);
  return std::any_of(required.lists.begin(), required.lists.end(), [&](const auto& groups) {
    return Contains(groups, edit.group) &&
           !before.Of(groups, edit.direction).partition.dropped.Intersect(packets).Empty();
  });
}

// What each edit repairs. Where several do for a finding, so that it needs none of them in
// particular, it is named with all.
std::vector<std::vector<Finding>> FixesOf(World& world, const Draft& draft,
                                          const Evaluation& after) {
  const std::set<std::string> left = IdentitiesOf(after.findings);
  std::vector<const Finding*> gone;
  for (const Finding& finding : world.before().findings) {
    if (finding.required && !left.contains(finding.Identity())) gone.push_back(&finding);
  }
  std::vector<std::vector<Finding>> fixes(draft.edits.size());
  std::set<const Finding*> named;
  for (std::size_t i = 0; i < draft.edits.size(); ++i) {
    for (const Finding* finding : DependentOn(i, world, draft, gone)) {
      fixes[i].push_back(*finding);
      named.insert(finding);
    }
  }
  for (const Finding* finding : gone) {
    if (named.contains(finding)) continue;
    for (std::size_t i = 0; i < draft.edits.size(); ++i) {
      if (HelpsWith(draft.edits[i], *finding, world.lists())) fixes[i].push_back(*finding);
    }
  }
  return fixes;
}

std::optional<std::int64_t> VersionOf(const secgroup::SecurityGroup& group) {
  std::int64_t version = 0;
  const char* end = group.version.data() + group.version.size();
  const auto [parsed, error] = std::from_chars(group.version.data(), end, version);
  if (error != std::errc() || parsed != end) return std::nullopt;
  return version;
}

std::vector<Change> ChangesOf(World& world, const Draft& draft, const Evaluation& after) {
  const secgroup::Inventory& inventory = world.facts().inventory;
  const std::vector<std::vector<Finding>> fixes = FixesOf(world, draft, after);
  std::map<GroupId, std::int64_t> made;  // so far
  std::vector<Change> changes;
  for (const Step& step : StepsOf(inventory, draft.edits)) {
    const Edit& edit = draft.edits[step.edit];
    const secgroup::SecurityGroup& group = *inventory.FindGroup(edit.group);
    const std::vector<Rule>& rules = group.rules->of(edit.direction);
    Change change{step.op,   edit.group, VersionOf(group), edit.direction, step.index,
                  edit.rule, "",         fixes[step.edit]};
    if (change.version) *change.version += made[edit.group];
    ++made[edit.group];
    if (step.op == Step::Op::kDelete) {
      change.rule = rules[*edit.moved_from];
    } else if (edit.index < rules.size()) {
      change.in_front_of = secgroup::Describe(rules[edit.index], edit.direction);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace

Plan MakePlan(const PlanInput& input) {
  World world(input);
  Plan plan;
  plan.before = world.before();
  std::vector<const Finding*> targets;
  for (const Finding& finding : world.before().findings) {
    const bool is_asked_for = input.checks.empty() ? finding.check.ends_with("-not-admitted")
                                                   : input.checks.contains(finding.check);
    if (!is_asked_for) continue;
    if (finding.required) {
      targets.push_back(&finding);
    } else {
      plan.unrepaired.push_back({finding, {"no rule that is added repairs it"_msg, {}}});
    }
  }
  // What is asked of whole lists first, since it may cover what single Services ask.
  std::stable_partition(targets.begin(), targets.end(), [](const Finding* finding) {
    return finding->object.kind != policy::ObjectRef::Kind::kService;
  });
  Draft draft = Collect(world, targets, plan.unrepaired);
  LeaveOutNeedless(world, draft);
  plan.facts = world.After(draft.edits);
  plan.after = world.Judge(plan.facts);
  Lists lists(*plan.facts);
  plan.changed = VerdictsChanged(world.lists(), lists, GroupsOf(draft.edits));
  plan.changes = ChangesOf(world, draft, plan.after);
  // Repairs of others may have done for one that could not be had by itself.
  const std::set<std::string> left = IdentitiesOf(plan.after.findings);
  std::erase_if(plan.unrepaired, [&](const Unrepaired& unrepaired) {
    const Finding& finding = unrepaired.finding;
    return !left.contains(finding.Identity()) &&
           (!finding.required || IsMet(*finding.required, world.lists(), lists));
  });
  return plan;
}

}  // namespace portcullis::plan
