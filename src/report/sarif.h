#pragma once

#include <string>
#include <string_view>

#include "report/check_report.h"

// SARIF 2.1.0 (OASIS, errata 01), for code scanning.
namespace portcullis::report {

// What the log says of the run, beside what was found.
struct SarifRun {
  std::string_view version;  // of this program
  std::string_view folder;   // absolute; files below it get URIs relative to it
};

// The log: every check a rule, every finding a result at its line and column. Exempted findings are
// suppressed results, known ones "unchanged", and what could not be judged is a notification. A
// finding about a cloud object, which stands in no manifest, is placed in the facts file, since GitHub
// refuses a whole log for one result without a file. In English. Nothing of when and where the program
// ran is in it, so the same report gives the same bytes.
std::string CheckReportSarif(const CheckReport& report, const SarifRun& run);

}  // namespace portcullis::report
