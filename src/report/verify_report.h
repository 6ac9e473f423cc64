#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "message/language.h"
#include "report/paint.h"
#include "suite/verification.h"

// The answer of `portcullis verify`, for programs and for people.
namespace portcullis::report {

struct VerifyReport {
  std::vector<suite::SuiteResult> suites;
  std::chrono::system_clock::time_point observed_at;  // of the facts

  // By suite::Outcome.
  std::array<std::size_t, 3> CountByOutcome() const;
  bool AllPass() const;
};

// The VerifyReport document, compact JSON and a newline.
std::string VerifyReportJson(const VerifyReport& report);

// A line a case, those that did not pass with their packet, and one line that sums up.
std::string VerifyReportText(const VerifyReport& report, const Paint& paint,
                             message::Language language);

// A suite for each, and its cases; what is unknown fails too. In English.
std::string VerifyReportJunit(const VerifyReport& report);

}  // namespace portcullis::report
