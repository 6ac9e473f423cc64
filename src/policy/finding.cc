#include "policy/finding.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <tuple>

namespace portcullis::policy {
namespace {

constexpr std::array<std::string_view, 5> kSeverities = {"info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 4> kActions = {"off", "audit", "warn", "deny"};

template <typename Enum, std::size_t N>
std::optional<Enum> ParseName(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

// Findings without a port first, then by number, "unallocated" last.
int PortOrder(const std::string& port) {
  if (port.empty()) return -1;
  int number = 65536;
  std::from_chars(port.data(), port.data() + port.size(), number);
  return number;
}

bool ComesBefore(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  const auto rank = [](const Finding& f) {
    return std::make_tuple(f.check, ToString(f.object.kind), std::string_view(f.object.namespace_name),
                           std::string_view(f.object.name), f.requirement, PortOrder(f.key.port));
  };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.groups != b.groups) return a.groups < b.groups;
  if (!a.key.rule.empty() && !b.key.rule.empty()) {
    const auto place = [](const Finding& f) {
      return std::make_pair(f.decided_by->direction, f.decided_by->index);
    };
    if (place(a) != place(b)) return place(a) < place(b);
  }
  return a.Identity() < b.Identity();
}

void NormalizeFindings(Evaluation& evaluation) {
  std::stable_sort(evaluation.findings.begin(), evaluation.findings.end(), ComesBefore);
  std::set<std::string> seen;
  std::erase_if(evaluation.findings, [&](const Finding& f) { return !seen.insert(f.Identity()).second; });
  std::stable_sort(evaluation.exempted.begin(), evaluation.exempted.end(), [](const Exempted& a, const Exempted& b) {
    return ComesBefore(a.finding, b.finding);
  });
  std::erase_if(evaluation.exempted, [&](const Exempted& e) { return !seen.insert(e.finding.Identity()).second; });
}

void NormalizeNotEvaluated(std::vector<NotEvaluated>& not_evaluated) {
  const auto rank = [](const NotEvaluated& n) {
    return std::make_tuple(n.check, ToString(n.object.kind), std::string_view(n.object.namespace_name),
                           std::string_view(n.object.name), n.reason);
  };
  std::stable_sort(not_evaluated.begin(), not_evaluated.end(),
                   [&](const NotEvaluated& a, const NotEvaluated& b) { return rank(a) < rank(b); });
  not_evaluated.erase(
      std::unique(not_evaluated.begin(), not_evaluated.end(),
                  [&](const NotEvaluated& a, const NotEvaluated& b) { return rank(a) == rank(b); }),
      not_evaluated.end());
}

}  // namespace

std::string_view ToString(Severity severity) {
  return kSeverities[static_cast<std::size_t>(severity)];
}

std::optional<Severity> ParseSeverity(std::string_view text) {
  return ParseName<Severity>(kSeverities, text);
}

std::string_view ToString(Action action) { return kActions[static_cast<std::size_t>(action)]; }

std::optional<Action> ParseAction(std::string_view text) {
  return ParseName<Action>(kActions, text);
}

std::string_view ToString(ObjectRef::Kind kind) {
  switch (kind) {
    case ObjectRef::Kind::kService: return "Service";
    case ObjectRef::Kind::kNode: return "Node";
    case ObjectRef::Kind::kSecurityGroup: return "SecurityGroup";
    case ObjectRef::Kind::kInstance: return "Instance";
    case ObjectRef::Kind::kCluster: return "Cluster";
  }
  return "Cluster";
}

std::string_view ToString(Reason reason) {
  switch (reason) {
    case Reason::kFactsMissing: return "facts-missing";
    case Reason::kFactsStale: return "facts-stale";
    case Reason::kUnresolved: return "unresolved";
    case Reason::kUnmatched: return "unmatched";
    case Reason::kNotAllocated: return "not-allocated";
  }
  return "unresolved";
}

std::string Finding::Identity() const {
  std::string identity(check);
  const auto add = [&identity](std::string_view part) {
    identity += '\x1f';
    identity += part;
  };
  for (const std::string_view part :
       {ToString(object.kind), std::string_view(object.namespace_name), std::string_view(object.name),
        requirement, std::string_view(key.protocol)}) {
    add(part);
  }
  if (key.rule.empty()) {
    for (const std::string& part : {key.port, key.peer, key.groups}) add(part);
  } else {
    for (const std::string& part : key.rule) add(part);
    add(key.peer);
  }
  return identity;
}

void Evaluation::Normalize() {
  if (findings.size() + exempted.size() > 1) NormalizeFindings(*this);
  if (not_evaluated.size() > 1) NormalizeNotEvaluated(not_evaluated);
}

}  // namespace portcullis::policy
