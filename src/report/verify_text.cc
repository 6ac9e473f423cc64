#include "report/verify_text.h"

#include <algorithm>

#include "base/rfc3339.h"
#include "policy/wording.h"
#include "report/table.h"
#include "report/verify_report.h"
#include "report/witness_text.h"

namespace portcullis::report {
namespace {

using message::Language;
using suite::Outcome;

Color ColorOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass: return Color::kGreen;
    case Outcome::kFail: return Color::kRed;
    case Outcome::kUnknown: return Color::kYellow;
  }
  return Color::kRed;
}

std::string CaseText(const suite::CaseResult& result, const Paint& paint, Language language) {
  constexpr std::size_t kWidth = std::string_view("unknown").size();
  const std::string_view word = ToString(result.outcome);
  std::string text = "  " + paint(ColorOf(result.outcome), word) +
                     std::string(kWidth - word.size(), ' ') + "  " + result.name;
  if (result.outcome == Outcome::kPass) return text + '\n';
  return text + "  " + DifferenceText(result, language) + '\n' +
         WitnessText(result, std::string(kWidth + 4, ' '), language);
}

// "1 pass, 2 fail"
std::string FoundText(const VerifyReport& report) {
  std::string found;
  const auto counts = report.CountByOutcome();
  for (const Outcome outcome : {Outcome::kPass, Outcome::kFail, Outcome::kUnknown}) {
    const std::size_t count = counts[static_cast<std::size_t>(outcome)];
    if (count == 0) continue;
    found += (found.empty() ? "" : ", ") + std::to_string(count) + ' ' +
             std::string(ToString(outcome));
  }
  return found;
}

std::string Summary(const VerifyReport& report, Language language) {
  std::size_t cases = 0;
  for (const suite::SuiteResult& result : report.suites) cases += result.cases.size();
  return Render("{judged}: {found}."_msg,
                {{"judged", Counted(cases, "{count} case"_msg, "{count} cases"_msg)},
                 {"found", FoundText(report)}},
                language) +
         ' ' +
         Render("Facts of {time}."_msg, {{"time", FormatRfc3339(report.observed_at)}}, language) +
         '\n';
}

}  // namespace

std::string WitnessText(const suite::CaseResult& result, const std::string& indent,
                        Language language) {
  Table table(indent);
  // On an empty list nothing decides.
  if (result.decided_by || result.why.empty()) AddDecidedBy(result.decided_by, language, table);
  AddPacket(*result.witness, language, table);
  table.AddRow({Render("list"_msg, {}, language),
                Render(policy::DescribeGroups(*result.groups), language)});
  if (!result.why.empty()) {
    table.AddRow({Render("because"_msg, {}, language), Render(result.why, language)});
  }
  return table.ToString();
}

std::string DifferenceText(const suite::CaseResult& result, Language language) {
  return Render("expected {expected}, is {verdict}"_msg,
                {{"expected", std::string(ToString(result.expected))},
                 {"verdict", std::string(ToString(result.verdict))}},
                language);
}

std::string VerifyReportText(const VerifyReport& report, const Paint& paint, Language language) {
  std::string text;
  for (const suite::SuiteResult& result : report.suites) {
    text += paint(Color::kBold, result.name) + '\n';
    for (const suite::CaseResult& c : result.cases) text += CaseText(c, paint, language);
    text += '\n';
  }
  return text + Summary(report, language);
}

}  // namespace portcullis::report
