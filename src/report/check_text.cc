#include <algorithm>

#include "base/rfc3339.h"
#include "policy/wording.h"
#include "report/check_report.h"
#include "report/names.h"
#include "report/table.h"
#include "report/witness_text.h"

namespace portcullis::report {
namespace {

using message::Language;

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

std::string Place(const policy::Finding& finding) {
  if (finding.source_file.empty()) return "";
  return finding.source_file + ':' + std::to_string(finding.source.line) + ':' +
         std::to_string(finding.source.column) + "  ";
}

std::string Said(message::Sentence sentence, Language language) {
  return Render(sentence, {}, language);
}

// What was judged: "3 Services, 14 nodes".
std::string JudgedText(const CheckReport& report, Language language) {
  std::string judged;
  const auto add = [&](const message::Text& item) {
    judged += (judged.empty() ? "" : ", ") + Render(item, language);
  };
  if (!report.services.empty()) {
    add(Counted(report.services.size(), "{count} Service"_msg, "{count} Services"_msg));
  }
  if (!report.nodes.empty()) add(Counted(report.nodes.size(), "{count} node"_msg, "{count} nodes"_msg));
  return judged.empty() ? Said("Nothing to judge"_msg, language) : judged;
}

// What came of it: "1 high, 3 medium".
std::string FoundText(const CheckReport& report, Language language) {
  std::string found;
  const auto counts = report.CountBySeverity();
  for (std::size_t i = counts.size(); i-- > 0;) {
    if (counts[i] == 0) continue;
    found += (found.empty() ? "" : ", ") + std::to_string(counts[i]) + ' ' +
             std::string(ToString(static_cast<policy::Severity>(i)));
  }
  return found.empty() ? Said("no findings"_msg, language) : found;
}

std::string Summary(const CheckReport& report, Language language) {
  std::string text = Render("{judged}: {found}."_msg,
                            {{"judged", JudgedText(report, language)},
                             {"found", FoundText(report, language)}},
                            language);
  const auto add = [&](const message::Text& sentence) { text += ' ' + Render(sentence, language); };
  if (const std::size_t known = report.CountKnown(); known > 0) {
    add(Counted(known, "{count} finding known."_msg, "{count} findings known."_msg));
  }
  if (!report.evaluation.exempted.empty()) {
    add(Counted(report.evaluation.exempted.size(), "{count} finding exempted."_msg,
                "{count} findings exempted."_msg));
  }
  if (report.skipped > 0) {
    add(Counted(report.skipped, "{count} object of other kinds skipped."_msg,
                "{count} objects of other kinds skipped."_msg));
  }
  if (report.facts) {
    add({"Facts of {time}."_msg, {{"time", FormatRfc3339(report.facts->observed_at)}}});
  }
  const std::size_t left = report.evaluation.not_evaluated.size();
  add(left == 0 ? message::Text{"Nothing was left unjudged."_msg, {}}
                : Counted(left, "{count} judgement could not be made."_msg,
                          "{count} judgements could not be made."_msg));
  return text + '\n';
}

std::string ExemptedText(const policy::Exempted& exempted, const Paint& paint, Language language) {
  std::string text = Place(exempted.finding) +
                     paint(Color::kDim, Said("exempted"_msg, language)) + "  " +
                     std::string(exempted.finding.check) + "  " +
                     NameOf(exempted.finding.object) + ": " + exempted.reason;
  if (!exempted.until.empty()) {
    text += ' ' + Render("(until {date})"_msg, {{"date", exempted.until}}, language);
  }
  return text + '\n';
}

}  // namespace

std::string FindingText(const CheckReport& report, const policy::Finding& finding,
                        const Paint& paint, Language language) {
  std::string text = Place(finding) +
                     paint(ColorOf(finding.severity), ToString(finding.severity)) + "  " +
                     paint(Color::kBold, finding.check) + "  " + NameOf(finding.object);
  if (report.IsKnown(finding)) text += "  " + paint(Color::kDim, Said("known"_msg, language));
  text += '\n';
  text += "  " + policy::MessageOf(finding, language) + '\n';
  Table details("  ");
  if (finding.witness) {
    AddDecidedBy(finding.decided_by, language, details);
  } else if (finding.decided_by) {
    // Without a packet the rule decides nothing here; it is what the finding is about.
    details.AddRow({Said("rule"_msg, language),
                    NameOf(*finding.decided_by) + "   " + finding.decided_by->text});
  }
  if (finding.witness) AddPacket(*finding.witness, language, details);
  if (finding.nodes && !finding.nodes->names.empty()) {
    details.AddRow({Said("nodes"_msg, language),
                    JoinedOf(finding.nodes->count, finding.nodes->names, language)});
  }
  details.AddRow({Said("fix"_msg, language), policy::FixOf(finding, language)});
  return text + details.ToString();
}

std::string CheckReportText(const CheckReport& report, const Paint& paint, Language language) {
  // By place; within a place the order of the evaluation, worst first.
  std::vector<const policy::Finding*> findings;
  for (const policy::Finding& finding : report.evaluation.findings) findings.push_back(&finding);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const policy::Finding* a, const policy::Finding* b) {
                     return a->source_file < b->source_file;
                   });
  std::string text;
  for (const policy::Finding* finding : findings) {
    text += FindingText(report, *finding, paint, language) + '\n';
  }
  for (const policy::Exempted& exempted : report.evaluation.exempted) {
    text += ExemptedText(exempted, paint, language);
  }
  for (const policy::NotEvaluated& entry : report.evaluation.not_evaluated) {
    text += paint(Color::kYellow, Said("not evaluated"_msg, language)) + "  " +
            std::string(entry.check) + "  " + NameOf(entry.object) + ": " +
            Render(entry.why, language) + '\n';
  }
  for (const policy::Notice& notice : report.evaluation.notices) {
    text += paint(Color::kYellow, Said("warning"_msg, language)) + "  " + NameOf(notice.object) +
            ": " + Render(notice.text, language) + '\n';
  }
  if (!text.empty() && !text.ends_with("\n\n")) text += '\n';
  return text + Summary(report, language);
}

}  // namespace portcullis::report
