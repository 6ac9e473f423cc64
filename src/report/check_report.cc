#include "report/check_report.h"

#include <algorithm>

namespace portcullis::report {

std::array<std::size_t, 5> CheckReport::CountBySeverity() const {
  std::array<std::size_t, 5> counts{};
  for (const policy::Finding& finding : evaluation.findings) {
    ++counts[static_cast<std::size_t>(finding.severity)];
  }
  return counts;
}

bool CheckReport::IsKnown(const policy::Finding& finding) const {
  return baseline && baseline->Contains(finding);
}

std::size_t CheckReport::CountKnown() const {
  return static_cast<std::size_t>(
      std::count_if(evaluation.findings.begin(), evaluation.findings.end(),
                    [this](const policy::Finding& finding) { return IsKnown(finding); }));
}

bool CheckReport::Counts(const policy::Finding& finding) const {
  return fail_on && finding.severity >= *fail_on && !IsKnown(finding);
}

}  // namespace portcullis::report
