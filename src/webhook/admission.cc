#include "webhook/admission.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "policy/check.h"
#include "policy/wording.h"

namespace portcullis::webhook {
namespace {

using cluster::Node;
using cluster::Service;
using message::Language;
using policy::Action;
using policy::Evaluation;
using policy::Finding;

// The API server shows 4096 characters of warnings in all; ten lines of 120 are well within.
constexpr std::size_t kMaxLines = 10;

bool HasGroup(const AdmissionRequest& request, std::string_view group) {
  return std::find(request.groups.begin(), request.groups.end(), group) != request.groups.end();
}

bool IsKubeSystemServiceAccount(const AdmissionRequest& request) {
  return request.username.starts_with("system:serviceaccount:kube-system:");
}

// The cluster's own components: refusing them would stop the cluster from healing itself. The list is
// fixed, and cluster administrators (system:masters) are not on it.
bool IsNeverDenied(const AdmissionRequest& request) {
  static constexpr std::array<std::string_view, 4> kComponents = {
      "system:apiserver", "system:kube-controller-manager", "system:kube-scheduler",
      "system:cloud-controller-manager"};
  return HasGroup(request, "system:nodes") || IsKubeSystemServiceAccount(request) ||
         std::find(kComponents.begin(), kComponents.end(), request.username) != kComponents.end();
}

// The conditions of the webhook configuration, which API servers before 1.28 do not apply themselves,
// and promise 3: an update that changes nothing that a check reads is not evaluated.
bool OpensSomething(const Service& service) {
  return service.MayHaveNodePorts() || !service.external_ips.empty();
}

bool IsWorthEvaluating(const AdmissionRequest& request, const Service& service, const Service* old) {
  if (service.being_deleted) return false;
  if (!OpensSomething(service) && (old == nullptr || !OpensSomething(*old))) return false;
  return old == nullptr || request.spec_changed || service.annotations != old->annotations;
}

bool IsWorthEvaluating(const AdmissionRequest& request, const Node& node, const Node* old) {
  if (node.being_deleted) return false;
  if (HasGroup(request, "system:nodes") || IsKubeSystemServiceAccount(request)) return false;
  if (old == nullptr || node.provider_id != old->provider_id) return true;
  const std::string* value = cluster::Find(node.annotations, cluster::kDisableEniGroups);
  const std::string* old_value = cluster::Find(old->annotations, cluster::kDisableEniGroups);
  return (value == nullptr) != (old_value == nullptr) ||
         (value != nullptr && *value != *old_value);
}

Evaluation Evaluate(const policy::Evaluator& evaluator, const Service& service, const Service* old,
                    policy::DryRun dry_run) {
  return evaluator.OfService(service, old, dry_run);
}

Evaluation Evaluate(const policy::Evaluator& evaluator, const Node& node, const Node*,
                    policy::DryRun) {
  return evaluator.OfNode(node);
}

// The findings that deny: those with that action which the old object does not have. What is exempted
// there counts as absent, so that an exemption can be taken away.
std::vector<const Finding*> Denying(const Evaluation& of_new, const Evaluation& of_old) {
  std::set<std::string> known;
  for (const Finding& finding : of_old.findings) known.insert(finding.Identity());
  std::vector<const Finding*> denying;
  for (const Finding& finding : of_new.findings) {
    if (finding.action == Action::kDeny && !known.contains(finding.Identity())) {
      denying.push_back(&finding);
    }
  }
  return denying;
}

bool HasDenyingAction(const Evaluation& evaluation) {
  return std::any_of(evaluation.findings.begin(), evaluation.findings.end(),
                     [](const Finding& finding) { return finding.action == Action::kDeny; });
}

// At most kMaxLines lines, without repetition, the last one counting what is left out.
std::vector<std::string> Limit(std::vector<std::string> lines, Language language) {
  std::vector<std::string> limited;
  for (std::string& line : lines) {
    if (std::find(limited.begin(), limited.end(), line) == limited.end()) {
      limited.push_back(std::move(line));
    }
  }
  if (limited.size() > kMaxLines) {
    const std::size_t left_out = limited.size() - (kMaxLines - 1);
    limited.resize(kMaxLines - 1);
    limited.push_back(Render("{count} more findings; see the report"_msg,
                             {{"count", std::to_string(left_out)}}, language));
  }
  return limited;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

Denial Refuse(const std::vector<const Finding*>& denying, Language language) {
  Denial denial;
  std::vector<std::string> lines;
  for (const Finding* finding : denying) {
    lines.push_back(policy::AdmissionLine(*finding, language));
    if (denial.causes.size() < kMaxLines) {
      denial.causes.push_back({std::string(finding->check), lines.back(), finding->field});
    }
  }
  denial.message = Joined(Limit(std::move(lines), language));
  return denial;
}

// One line where facts should be there and are not.
std::string FactsWarning(const policy::Snapshot& snapshot, const Evaluation& evaluation) {
  if (!snapshot.facts_are_configured || snapshot.view != nullptr) return "";
  std::set<std::string_view> checks;
  policy::Reason reason = policy::Reason::kFactsMissing;
  for (const policy::NotEvaluated& entry : evaluation.not_evaluated) {
    if (entry.reason == policy::Reason::kFactsMissing || entry.reason == policy::Reason::kFactsStale) {
      checks.insert(entry.check);
      reason = entry.reason;
    }
  }
  if (checks.empty()) return "";
  return std::string(ToString(reason)) + ": " +
         Render("{count} checks not evaluated; no good facts have been read yet"_msg,
                {{"count", std::to_string(checks.size())}}, snapshot.settings->language);
}

// The ids of the checks of a list, each once, separated by commas.
template <typename List, typename IdOf>
void AddIds(const List& list, std::string_view key, IdOf id_of, AdmissionResponse& response) {
  std::set<std::string_view> ids;
  for (const auto& entry : list) ids.insert(id_of(entry));
  std::string text;
  for (const std::string_view id : ids) text += (text.empty() ? "" : ",") + std::string(id);
  if (!text.empty()) response.audit_annotations.push_back({std::string(key), std::move(text)});
}

void AddAuditAnnotations(Admission& admission) {
  const Evaluation& evaluation = admission.evaluation;
  AdmissionResponse& response = admission.response;
  response.audit_annotations.push_back({"decision", std::string(ToString(admission.decision))});
  AddIds(evaluation.findings, "findings", [](const auto& f) { return f.check; }, response);
  AddIds(evaluation.exempted, "exempted", [](const auto& e) { return e.finding.check; }, response);
  AddIds(evaluation.not_evaluated, "not-evaluated", [](const auto& n) { return n.check; }, response);
}

template <typename Object>
Admission AdmitObject(const AdmissionRequest& request, const Object& object,
                      const policy::Snapshot& snapshot, std::chrono::system_clock::time_point now) {
  Admission admission;
  admission.response.uid = request.uid;
  const Object* old = std::get_if<Object>(&request.old_object);
  if (!IsWorthEvaluating(request, object, old)) return admission;

  const policy::Evaluator evaluator(*snapshot.settings, snapshot.view.get(), snapshot.facts, now);
  const auto dry_run = request.dry_run ? policy::DryRun::kYes : policy::DryRun::kNo;
  admission.evaluation = Evaluate(evaluator, object, old, dry_run);

  const Language language = snapshot.settings->language;
  std::vector<std::string> warnings;
  for (const Finding& finding : admission.evaluation.findings) {
    if (finding.action >= Action::kWarn) warnings.push_back(policy::AdmissionLine(finding, language));
  }
  for (const policy::Notice& notice : admission.evaluation.notices) {
    warnings.push_back(policy::OneLine(Render(notice.text, language), policy::kMaxLine));
  }
  if (std::string line = FactsWarning(snapshot, admission.evaluation); !line.empty()) {
    warnings.push_back(std::move(line));
  }
  admission.response.warnings = Limit(std::move(warnings), language);
  if (!admission.response.warnings.empty()) admission.decision = Decision::kWarn;

  const bool is_node_create =
      std::is_same_v<Object, Node> && request.operation == Operation::kCreate;
  if (HasDenyingAction(admission.evaluation) && !is_node_create && !IsNeverDenied(request)) {
    const Evaluation of_old =
        old == nullptr ? Evaluation() : Evaluate(evaluator, *old, nullptr, policy::DryRun::kNo);
    const auto denying = Denying(admission.evaluation, of_old);
    if (!denying.empty()) {
      admission.decision = Decision::kDeny;
      admission.response.denial = Refuse(denying, language);
    }
  }
  AddAuditAnnotations(admission);
  return admission;
}

}  // namespace

std::string_view ToString(Decision decision) {
  switch (decision) {
    case Decision::kAllow: return "allow";
    case Decision::kWarn: return "warn";
    case Decision::kDeny: return "deny";
  }
  return "allow";
}

Admission Admit(const AdmissionRequest& request, const policy::Snapshot& snapshot,
                std::chrono::system_clock::time_point now) {
  const bool is_write =
      request.operation == Operation::kCreate || request.operation == Operation::kUpdate;
  if (is_write && request.sub_resource.empty()) {
    if (const auto* service = std::get_if<Service>(&request.object)) {
      return AdmitObject(request, *service, snapshot, now);
    }
    if (const auto* node = std::get_if<Node>(&request.object)) {
      return AdmitObject(request, *node, snapshot, now);
    }
  }
  Admission admission;
  admission.response.uid = request.uid;
  return admission;
}

}  // namespace portcullis::webhook
