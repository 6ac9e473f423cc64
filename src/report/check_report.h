#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "message/language.h"
#include "policy/finding.h"
#include "report/paint.h"

// The answer of `portcullis check`, for programs and for people.
namespace portcullis::report {

// What was judged and what came of it.
struct CheckReport {
  struct Facts {
    std::string cluster_id;
    std::chrono::system_clock::time_point observed_at;
  };

  policy::Evaluation evaluation;
  std::optional<Facts> facts;
  std::size_t services = 0;  // judged
  std::size_t nodes = 0;
  std::size_t skipped = 0;   // objects of other kinds

  // By severity, from policy::Severity::kInfo.
  std::array<std::size_t, 5> CountBySeverity() const;
};

// The CheckReport document, compact JSON and a newline.
std::string CheckReportJson(const CheckReport& report);

// Findings by place, each with what, why and what to do, and one line that sums up.
std::string CheckReportText(const CheckReport& report, const Paint& paint,
                            message::Language language);

}  // namespace portcullis::report
