#include "report/check_report.h"

namespace portcullis::report {

std::array<std::size_t, 5> CheckReport::CountBySeverity() const {
  std::array<std::size_t, 5> counts{};
  for (const policy::Finding& finding : evaluation.findings) {
    ++counts[static_cast<std::size_t>(finding.severity)];
  }
  return counts;
}

}  // namespace portcullis::report
