#include <algorithm>

#include "base/rfc3339.h"
#include "report/check_report.h"
#include "report/packet_text.h"
#include "report/table.h"

namespace portcullis::report {
namespace {

Color ColorOf(policy::Severity severity) {
  switch (severity) {
    case policy::Severity::kCritical:
    case policy::Severity::kHigh: return Color::kRed;
    case policy::Severity::kMedium: return Color::kYellow;
    case policy::Severity::kLow: return Color::kCyan;
    case policy::Severity::kInfo: return Color::kDim;
  }
  return Color::kDim;
}

std::string Describe(const policy::ObjectRef& object) {
  std::string text(ToString(object.kind));
  text += ' ';
  if (!object.namespace_name.empty()) text += object.namespace_name + '/';
  return text + object.name;
}

std::string Place(const policy::Finding& finding) {
  if (finding.source_file.empty()) return "";
  return finding.source_file + ':' + std::to_string(finding.source.line) + ':' +
         std::to_string(finding.source.column) + "  ";
}

// "sg-base ingress 3", with the cloud's own index where that differs.
std::string Describe(const policy::RuleLocation& rule) {
  std::string text = rule.group + ' ' + std::string(secgroup::ToString(rule.direction));
  if (rule.index) text += ' ' + std::to_string(*rule.index);
  if (rule.policy_index) text += " (PolicyIndex " + std::to_string(*rule.policy_index) + ")";
  return text;
}

std::string DescribePacket(const policy::Witness& witness) {
  const std::string host = witness.node.empty() ? witness.instance : witness.node;
  return report::DescribePacket(witness.direction, witness.packet) +
         (host.empty() ? ""
                       : (witness.direction == secgroup::Direction::kIngress ? " into " : " out of ") +
                             host);
}

std::string FindingText(const policy::Finding& finding, const Paint& paint) {
  std::string text = Place(finding) +
                     paint(ColorOf(finding.severity), ToString(finding.severity)) + "  " +
                     paint(Color::kBold, finding.check) + "  " + Describe(finding.object) + '\n';
  text += "  " + finding.message + '\n';
  Table details("  ");
  if (finding.decided_by) {
    details.AddRow({"by", Describe(*finding.decided_by) + "   " + finding.decided_by->text});
  } else if (finding.witness) {
    details.AddRow({"by", "no rule; what no rule matches is dropped"});
  }
  if (finding.witness) details.AddRow({"packet", DescribePacket(*finding.witness)});
  if (finding.nodes && !finding.nodes->names.empty()) {
    std::string names;
    for (const std::string& name : finding.nodes->names) names += (names.empty() ? "" : ", ") + name;
    const std::size_t more = finding.nodes->count - finding.nodes->names.size();
    if (more > 0) names += " and " + std::to_string(more) + " more";
    details.AddRow({"nodes", names});
  }
  details.AddRow({"fix", finding.fix});
  return text + details.ToString();
}

std::string Plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string Summary(const CheckReport& report) {
  std::string judged;
  const auto add = [](std::string& list, const std::string& item) {
    list += (list.empty() ? "" : ", ") + item;
  };
  if (report.services > 0) add(judged, Plural(report.services, "Service"));
  if (report.nodes > 0) add(judged, Plural(report.nodes, "node"));
  if (judged.empty()) judged = "Nothing to judge";
  std::string found;
  const auto counts = report.CountBySeverity();
  for (std::size_t i = counts.size(); i-- > 0;) {
    if (counts[i] == 0) continue;
    add(found, std::to_string(counts[i]) + ' ' +
                   std::string(ToString(static_cast<policy::Severity>(i))));
  }
  std::string text = judged + ": " + (found.empty() ? "no findings" : found) + '.';
  if (!report.evaluation.exempted.empty()) {
    text += ' ' + Plural(report.evaluation.exempted.size(), "finding") + " exempted.";
  }
  if (report.skipped > 0) {
    text += ' ' + Plural(report.skipped, "object") + " of other kinds skipped.";
  }
  if (report.facts) text += " Facts of " + FormatRfc3339(report.facts->observed_at) + '.';
  const std::size_t left = report.evaluation.not_evaluated.size();
  text += left == 0 ? " Nothing was left unjudged."
                    : ' ' + Plural(left, "judgement") + " could not be made.";
  return text + '\n';
}

}  // namespace

std::string CheckReportText(const CheckReport& report, const Paint& paint) {
  // By place; within a place the order of the evaluation, worst first.
  std::vector<const policy::Finding*> findings;
  for (const policy::Finding& finding : report.evaluation.findings) findings.push_back(&finding);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const policy::Finding* a, const policy::Finding* b) {
                     return a->source_file < b->source_file;
                   });
  std::string text;
  for (const policy::Finding* finding : findings) text += FindingText(*finding, paint) + '\n';
  for (const policy::Exempted& exempted : report.evaluation.exempted) {
    text += Place(exempted.finding) + paint(Color::kDim, "exempted") + "  " +
            std::string(exempted.finding.check) + "  " + Describe(exempted.finding.object) + ": " +
            exempted.reason + (exempted.until.empty() ? "" : " (until " + exempted.until + ")") +
            '\n';
  }
  for (const policy::NotEvaluated& entry : report.evaluation.not_evaluated) {
    text += paint(Color::kYellow, "not evaluated") + "  " + std::string(entry.check) + "  " +
            Describe(entry.object) + ": " + entry.text + '\n';
  }
  if (!report.evaluation.exempted.empty() || !report.evaluation.not_evaluated.empty()) text += '\n';
  return text + Summary(report);
}

}  // namespace portcullis::report
