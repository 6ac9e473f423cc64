#include "report/verify_report.h"

namespace portcullis::report {

std::array<std::size_t, 3> VerifyReport::CountByOutcome() const {
  std::array<std::size_t, 3> counts{};
  for (const suite::SuiteResult& result : suites) {
    for (const suite::CaseResult& c : result.cases) ++counts[static_cast<std::size_t>(c.outcome)];
  }
  return counts;
}

bool VerifyReport::AllPass() const {
  const auto counts = CountByOutcome();
  return counts[static_cast<std::size_t>(suite::Outcome::kFail)] == 0 &&
         counts[static_cast<std::size_t>(suite::Outcome::kUnknown)] == 0;
}

}  // namespace portcullis::report
