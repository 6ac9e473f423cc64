#include "policy/evaluator.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/suggestion.h"
#include "policy/check_input.h"
#include "policy/exemption.h"

namespace portcullis::policy {
namespace {

template <typename T>
void Move(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

const CheckSettings& SettingsOf(const Check& check, const Settings& settings) {
  static const CheckSettings kDefault;
  const auto found = settings.checks.find(check.id);
  return found == settings.checks.end() ? kDefault : found->second;
}

const std::string* ExemptionOf(const Check& check, const cluster::StringMap* annotations) {
  if (annotations == nullptr || annotations->empty()) return nullptr;
  return cluster::Find(*annotations, std::string(cluster::kExemptionPrefix) + std::string(check.id));
}

// Of the config's exemptions that cover the finding the first that holds, else the first; or null.
const ConfiguredExemption* ConfiguredFor(const Finding& finding, const Settings& settings,
                                         std::chrono::system_clock::time_point now) {
  const ConfiguredExemption* ended = nullptr;
  for (const ConfiguredExemption& exemption : settings.exemptions) {
    if (!exemption.Covers(finding)) continue;
    if (!exemption.HasEnded(now)) return &exemption;
    if (ended == nullptr) ended = &exemption;
  }
  return ended;
}

// An exemption from a check that does not exist does nothing, and nobody would notice.
void NoticeUnknownExemptions(const cluster::StringMap& annotations, const ObjectRef& object,
                             Evaluation& total) {
  for (auto entry = annotations.lower_bound(cluster::kExemptionPrefix);
       entry != annotations.end() && entry->first.starts_with(cluster::kExemptionPrefix); ++entry) {
    const auto id = std::string_view(entry->first).substr(cluster::kExemptionPrefix.size());
    if (FindCheck(id) != nullptr) continue;
    std::vector<std::string_view> ids;
    for (const Check& check : AllChecks()) ids.push_back(check.id);
    const auto meant = Closest(id, ids);
    total.notices.push_back(
        {object, meant ? message::Text{"{key} names no check; did you mean {meant}?"_msg,
                                       {{"key", entry->first}, {"meant", std::string(*meant)}}}
                       : message::Text{"{key} names no check; see portcullis checks list"_msg,
                                       {{"key", entry->first}}}});
  }
}

ObjectRef RefTo(const ServiceInput& input) {
  return {ObjectRef::Kind::kService, input.service.namespace_name, input.service.name};
}
ObjectRef RefTo(const NodeInput& input) { return input.object; }
ObjectRef RefTo(const ListInput& input) {
  if (!input.list.groups.empty()) {
    return {ObjectRef::Kind::kSecurityGroup, "", input.list.groups.front()};
  }
  return {ObjectRef::Kind::kCluster, "", input.view.facts().cluster_id};
}
ObjectRef RefTo(const GroupInput& input) {
  return {ObjectRef::Kind::kSecurityGroup, "", input.group.id};
}

// Whether facts could say anything about the object: they cannot about a Service without node ports.
bool AsksFacts(const ServiceInput& input) { return !input.node_ports.empty(); }
bool AsksFacts(const NodeInput&) { return true; }
bool AsksFacts(const ListInput&) { return true; }
bool AsksFacts(const GroupInput&) { return true; }

// The nodes that have the group in their list, by name.
std::vector<const Member*> GuardedBy(const secgroup::GroupId& group, const ClusterView& view) {
  std::vector<const Member*> members;
  for (const auto* classes : {&view.workers(), &view.masters()}) {
    for (const MemberClass& of_list : *classes) {
      const std::vector<secgroup::GroupId>& groups = of_list.list->groups;
      if (std::find(groups.begin(), groups.end(), group) == groups.end()) continue;
      members.insert(members.end(), of_list.members.begin(), of_list.members.end());
    }
  }
  std::sort(members.begin(), members.end(),
            [](const Member* a, const Member* b) { return a->name() < b->name(); });
  return members;
}

}  // namespace

Action Evaluator::ActionOf(const Check& check, const Settings& settings) {
  return SettingsOf(check, settings).action.value_or(check.action);
}

bool Evaluator::IsRunnable(const Check& check, const ObjectRef& object, Evaluation& total) const {
  if (ActionOf(check, settings_) == Action::kOff) return false;
  if (!check.NeedsFacts() || facts_ == Facts::kKnown) return true;
  const bool is_stale = facts_ == Facts::kStale;
  total.not_evaluated.push_back({check.id, object,
                                 is_stale ? Reason::kFactsStale : Reason::kFactsMissing,
                                 {is_stale ? "the facts are stale"_msg : "there are no facts"_msg, {}},
                                 std::nullopt});
  return false;
}

template <typename Function, typename Input>
void Evaluator::Run(const Input& input, const cluster::StringMap* annotations,
                    Evaluation& total) const {
  for (const Check& check : AllChecks()) {
    const auto* find = std::get_if<Function>(&check.find);
    if (find == nullptr || (check.NeedsFacts() && !AsksFacts(input))) continue;
    if (!IsRunnable(check, RefTo(input), total)) continue;
    Evaluation found;
    (*find)(input, found);
    Settle(check, annotations, std::move(found), total);
  }
}

void Evaluator::Settle(const Check& check, const cluster::StringMap* annotations, Evaluation found,
                       Evaluation& total) const {
  Move(found.not_evaluated, total.not_evaluated);
  if (found.findings.empty()) return;
  const CheckSettings& settings = SettingsOf(check, settings_);
  const Action action = ActionOf(check, settings_);
  const bool exemptible = settings.exemptible.value_or(action != Action::kDeny);
  Exemption exemption;
  const std::string* annotation = ExemptionOf(check, annotations);
  if (annotation != nullptr) {
    exemption = exemptible ? ParseExemption(*annotation, now_)
                           : Exemption{"", "", {"this check cannot be exempted by annotation"_msg, {}}};
  }
  for (Finding& finding : found.findings) {
    finding.check = check.id;
    finding.severity = settings.severity.value_or(finding.severity);
    // What is only for information does not speak up unless somebody asked for it.
    finding.action =
        finding.severity == Severity::kInfo && !settings.severity ? Action::kAudit : action;
    const ConfiguredExemption* configured = ConfiguredFor(finding, settings_, now_);
    if (configured != nullptr && !configured->HasEnded(now_)) {
      total.exempted.push_back({std::move(finding), configured->reason, configured->until()});
    } else if (annotation != nullptr && exemption.problem.empty()) {
      total.exempted.push_back({std::move(finding), exemption.reason, exemption.until});
    } else {
      if (annotation != nullptr) {
        finding.exemption_problem = exemption.problem;
      } else if (configured != nullptr) {
        finding.exemption_problem = {"exemption in the config ended {date}"_msg,
                                     {{"date", configured->until()}}};
      }
      total.findings.push_back(std::move(finding));
    }
  }
}

Evaluation Evaluator::OfService(const cluster::Service& service, const cluster::Service* old,
                                DryRun dry_run) const {
  const std::vector<NodePort> node_ports = NodePortsOf(service, old, dry_run);
  Evaluation total;
  NoticeUnknownExemptions(service.annotations,
                          {ObjectRef::Kind::kService, service.namespace_name, service.name}, total);
  if (node_ports.empty() && service.external_ips.empty()) return total;
  std::optional<ServiceInput::Reach> reach;
  if (view_ != nullptr && !node_ports.empty()) {
    reach.emplace(ServiceInput::Reach{*view_, {}, Backends::Of(service, *view_)});
    for (const NodePort& port : node_ports) {
      reach->clients.push_back(ClientsOf(service, port, *view_, settings_.expectations));
    }
  }
  Run<Check::OfService>(
      ServiceInput{service, node_ports, reach ? &*reach : nullptr, settings_.expectations},
      &service.annotations, total);
  total.Normalize();
  return total;
}

Match Evaluator::MatchOf(const cluster::Node& node) const {
  if (view_ == nullptr) return tl::unexpected(message::Text{"there are no facts"_msg, {}});
  return view_->InstanceOf(node);
}

void Evaluator::AddNode(const cluster::Node& node, const Match& match, Evaluation& total) const {
  NoticeUnknownExemptions(node.annotations, {ObjectRef::Kind::kNode, "", node.name}, total);
  Run<Check::OfNode>(NodeInput{node, match ? *match : nullptr, match ? message::Text() : match.error(),
                               {ObjectRef::Kind::kNode, "", node.name}, view_,
                               settings_.expectations},
                     &node.annotations, total);
}

Evaluation Evaluator::OfNodeAlone(const cluster::Node& node) const {
  Evaluation total;
  AddNode(node, MatchOf(node), total);
  total.Normalize();
  return total;
}

Evaluation Evaluator::OfNode(const cluster::Node& node) const {
  Evaluation total;
  const Match match = MatchOf(node);
  AddNode(node, match, total);
  const cluster::Instance* instance = match.value_or(nullptr);
  const JudgedAs judged_as =
      instance == nullptr ? JudgedAs::kNeither : JudgedAsOf(*instance, &node);
  if (judged_as != JudgedAs::kNeither) {
    const bool is_master = judged_as == JudgedAs::kMaster;
    const Member member{node.name, instance, &view_->ListOf(*instance), &node, is_master};
    Run<Check::OfList>(
        ListInput{is_master ? ListInput::Role::kMasters : ListInput::Role::kWorkers, *member.list,
                  {&member}, *view_, settings_.expectations},
        nullptr, total);
  }
  total.Normalize();
  return total;
}

void Evaluator::AddMastersMissing(Evaluation& total) const {
  const cluster::Facts& facts = view_->facts();
  if (facts.cluster_type != cluster::ClusterType::kIndependent || !view_->masters().empty()) return;
  for (const Check& check : AllChecks()) {
    const bool is_about_masters = check.requirements.find('M') != std::string_view::npos;
    if (!is_about_masters || ActionOf(check, settings_) == Action::kOff) continue;
    total.not_evaluated.push_back(
        {check.id,
         {ObjectRef::Kind::kCluster, "", facts.cluster_id},
         Reason::kUnresolved,
         {"the cluster has masters of its own, but the facts hold none"_msg, {}},
         std::nullopt});
  }
}

void Evaluator::AddLists(Evaluation& total) const {
  const auto add = [&](const JudgedList& list, ListInput::Role role,
                       const std::vector<const Member*>& members) {
    Run<Check::OfList>(ListInput{role, list, members, *view_, settings_.expectations}, nullptr,
                       total);
  };
  for (const MemberClass& of_list : view_->workers()) {
    add(*of_list.list, ListInput::Role::kWorkers, of_list.members);
  }
  for (const MemberClass& of_list : view_->masters()) {
    add(*of_list.list, ListInput::Role::kMasters, of_list.members);
  }
  AddMastersMissing(total);
  for (const JudgedList* list : view_->pod_interface_lists()) {
    add(*list, ListInput::Role::kPodInterfaces, {});
  }
}

void Evaluator::AddMembers(bool are_nodes_known, Evaluation& total) const {
  for (const auto* classes : {&view_->workers(), &view_->masters()}) {
    for (const MemberClass& of_list : *classes) {
      for (const Member* member : of_list.members) {
        if ((member->labels_of != nullptr) != are_nodes_known) continue;
        cluster::Node node = are_nodes_known ? *member->labels_of : cluster::Node{};
        node.name = member->name();
        const auto kind = member->node.empty() ? ObjectRef::Kind::kInstance : ObjectRef::Kind::kNode;
        Run<Check::OfNode>(NodeInput{node, member->instance, {}, {kind, "", member->name()}, view_,
                                     settings_.expectations},
                           &node.annotations, total);
      }
    }
  }
}

void Evaluator::AddGroups(const RuleAnalysis& rules, Evaluation& total) const {
  for (const auto& [id, group] : view_->facts().inventory.groups) {
    Run<Check::OfGroup>(GroupInput{group, GuardedBy(id, *view_), rules, *view_}, nullptr, total);
  }
}

Evaluation Evaluator::OfCloudObjects(const RuleAnalysis& rules) const {
  Evaluation total;
  if (view_ == nullptr) return total;
  AddLists(total);
  AddMembers(false, total);
  AddGroups(rules, total);
  total.Normalize();
  return total;
}

Evaluation Evaluator::OfFacts() const {
  Evaluation total;
  if (view_ == nullptr) return total;
  AddLists(total);
  AddMembers(true, total);
  AddMembers(false, total);
  AddGroups(RuleAnalysis(view_->facts()), total);
  total.Normalize();
  return total;
}

}  // namespace portcullis::policy
