#include <algorithm>
#include <map>
#include <utility>

#include "policy/wording.h"
#include "report/check_report.h"
#include "report/junit.h"
#include "report/names.h"

namespace portcullis::report {
namespace {

using message::Language;

// What the checks said about one object.
struct Said {
  std::vector<const policy::Finding*> findings;
  std::vector<const policy::Exempted*> exempted;
  std::vector<const policy::NotEvaluated*> not_evaluated;
};

// By the name of a case. An object's kind comes first, so cases stand in order of kind and name.
using Cases = std::map<std::string, Said>;

std::string ListName(const std::vector<secgroup::GroupId>& groups) {
  std::string joined;
  for (const secgroup::GroupId& group : groups) joined += (joined.empty() ? "" : ",") + group;
  return "list " + joined;
}

// A list has no name of its own: the object of its findings is the group of the rule that decides.
std::string CaseName(const policy::Check& check, const policy::Finding& finding) {
  return policy::ObjectOf(check) == "list" ? ListName(finding.groups) : NameOf(finding.object);
}

Cases SaidBy(const policy::Check& check, const policy::Evaluation& evaluation) {
  Cases cases;
  for (const policy::Finding& finding : evaluation.findings) {
    if (finding.check == check.id) cases[CaseName(check, finding)].findings.push_back(&finding);
  }
  for (const policy::Exempted& exempted : evaluation.exempted) {
    if (exempted.finding.check != check.id) continue;
    cases[CaseName(check, exempted.finding)].exempted.push_back(&exempted);
  }
  for (const policy::NotEvaluated& entry : evaluation.not_evaluated) {
    if (entry.check == check.id) cases[NameOf(entry.object)].not_evaluated.push_back(&entry);
  }
  return cases;
}

// Adds what the check judged and had nothing to say about.
void AddPassed(const CheckReport& report, const policy::Check& check, Cases& cases) {
  const std::string_view kind = policy::ObjectOf(check);
  if (kind == "Service" || kind == "Node") {
    for (const auto& object : kind == "Service" ? report.services : report.nodes) {
      cases[NameOf(object)];
    }
  } else if (kind == "list") {
    for (const auto& groups : report.lists) {
      // What could not be judged about a list is said about its first group.
      const bool is_judged =
          groups.empty() ||
          !cases.contains(NameOf({policy::ObjectRef::Kind::kSecurityGroup, "", groups.front()}));
      if (is_judged) cases[ListName(groups)];
    }
  }
}

std::string FindingsText(const CheckReport& report, const Said& said) {
  std::string text;
  for (const policy::Finding* finding : said.findings) {
    text += (text.empty() ? "" : "\n") +
            FindingText(report, *finding, Paint(false), Language::kEnglish);
  }
  return text;
}

JunitCase CaseOf(const CheckReport& report, std::string name, const Said& said) {
  using enum JunitCase::Outcome;
  const auto counts = [&](const policy::Finding* finding) { return report.Counts(*finding); };
  const auto worst = std::find_if(said.findings.begin(), said.findings.end(), counts);
  if (worst != said.findings.end()) {
    const auto failing = std::count_if(said.findings.begin(), said.findings.end(), counts);
    std::string message = policy::MessageOf(**worst, Language::kEnglish);
    if (failing > 1) message += " (and " + std::to_string(failing - 1) + " more)";
    return {std::move(name), kFailed, std::move(message), FindingsText(report, said)};
  }
  if (!said.not_evaluated.empty()) {
    const std::string why = Render(said.not_evaluated.front()->why, Language::kEnglish);
    return {std::move(name), kSkipped, "not evaluated: " + why, ""};
  }
  if (!said.exempted.empty() && said.findings.empty()) {
    return {std::move(name), kSkipped, "exempted: " + said.exempted.front()->reason, ""};
  }
  return {std::move(name), kPassed, "", FindingsText(report, said)};
}

}  // namespace

std::string CheckReportJunit(const CheckReport& report) {
  std::vector<JunitSuite> suites;
  for (const policy::Check* check : report.checks) {
    Cases cases = SaidBy(*check, report.evaluation);
    AddPassed(report, *check, cases);
    if (cases.empty()) continue;
    JunitSuite suite{std::string(check->id), {}};
    for (const auto& [name, said] : cases) suite.cases.push_back(CaseOf(report, name, said));
    suites.push_back(std::move(suite));
  }
  return JunitXml("portcullis check", suites);
}

}  // namespace portcullis::report
