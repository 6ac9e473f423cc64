#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "message/language.h"
#include "policy/check.h"
#include "policy/finding.h"
#include "report/baseline.h"
#include "report/paint.h"

// The answer of `portcullis check`, for programs and for people.
namespace portcullis::report {

// What was judged and what came of it.
struct CheckReport {
  struct Facts {
    std::string cluster_id;
    std::chrono::system_clock::time_point observed_at;
    std::string file;  // what they were read from
  };

  policy::Evaluation evaluation;
  std::optional<Facts> facts;
  // What was judged, and by which checks.
  std::vector<policy::ObjectRef> services;
  std::vector<policy::ObjectRef> nodes;  // or the instances that stand for them
  std::set<std::vector<secgroup::GroupId>> lists;
  std::vector<const policy::Check*> checks;
  std::size_t skipped = 0;  // objects of other kinds
  // The least severity that counts for the exit status; nothing: none does.
  std::optional<policy::Severity> fail_on;
  std::optional<Baseline> baseline;  // what does not count because it is known

  // By severity, from policy::Severity::kInfo.
  std::array<std::size_t, 5> CountBySeverity() const;

  bool IsKnown(const policy::Finding& finding) const;
  std::size_t CountKnown() const;

  // Whether the finding makes the exit status 1.
  bool Counts(const policy::Finding& finding) const;
};

// The CheckReport document, compact JSON and a newline.
std::string CheckReportJson(const CheckReport& report);

// Findings by place, each with what, why and what to do, and one line that sums up.
std::string CheckReportText(const CheckReport& report, const Paint& paint,
                            message::Language language);

// One finding as CheckReportText shows it.
std::string FindingText(const CheckReport& report, const policy::Finding& finding,
                        const Paint& paint, message::Language language);

// A suite a check, a case an object or group list that it judged. It fails if a finding counts; it is
// skipped where all findings are exempted or it could not be judged. In English.
std::string CheckReportJunit(const CheckReport& report);

}  // namespace portcullis::report
