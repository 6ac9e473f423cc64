#include <utility>

#include "report/junit.h"
#include "report/verify_report.h"
#include "report/verify_text.h"

namespace portcullis::report {
namespace {

JunitCase CaseOf(const suite::CaseResult& result) {
  if (result.outcome == suite::Outcome::kPass) {
    return {result.name, JunitCase::Outcome::kPassed, "", ""};
  }
  return {result.name, JunitCase::Outcome::kFailed,
          DifferenceText(result, message::Language::kEnglish),
          WitnessText(result, "", message::Language::kEnglish)};
}

}  // namespace

std::string VerifyReportJunit(const VerifyReport& report) {
  std::vector<JunitSuite> suites;
  for (const suite::SuiteResult& result : report.suites) {
    JunitSuite junit{result.name, {}};
    for (const suite::CaseResult& c : result.cases) junit.cases.push_back(CaseOf(c));
    suites.push_back(std::move(junit));
  }
  return JunitXml("portcullis verify", suites);
}

}  // namespace portcullis::report
