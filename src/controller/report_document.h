#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/ledger_entry.h"
#include "controller/report_api.h"
#include "kube/api_client.h"

// Policy reports as the API server keeps them.
namespace portcullis::controller {

inline constexpr std::string_view kReportName = "portcullis";  // of every report
inline constexpr std::string_view kReportSelector = "app.kubernetes.io/managed-by=portcullis";

// What a report says, without its times. Holds findings, never passes.
struct Report {
  // A report grows by about 500 bytes a result, and the store takes 1.5 MB.
  static constexpr std::size_t kMaxResults = 1000;

  struct Result {
    const policy::ObjectRef* object;
    const LedgerEntry* entry;
  };
  // Of all results, those that there is no room for too.
  struct Summary {
    std::size_t fail = 0;
    std::size_t warn = 0;
    std::size_t error = 0;
    std::size_t skip = 0;
  };

  // REQUIRES: the objects are those of the namespace, or, of "", those that have none.
  Report(std::string namespace_name, std::vector<std::shared_ptr<const ObjectEntries>> objects);

  bool empty() const { return results.empty(); }

  std::string namespace_name;                                 // "": of the cluster
  std::vector<std::shared_ptr<const ObjectEntries>> objects;  // which the results point into
  // Findings by severity, then what was not evaluated, then what is exempted.
  std::vector<Result> results;
  Summary summary;
  std::size_t left_out = 0;
};

// When results were first reported, in seconds since 1970, by resultID.
using ResultTimes = std::map<std::string, std::int64_t, std::less<>>;

// Names what a report says, apart from the times. The report that is stored carries it.
std::string DigestOf(const Report& report, const ReportApi& api);

// The whole report, to be applied. A result that `times` does not know is new.
std::string WriteReport(const Report& report, const ReportApi& api, std::string_view digest,
                        const ResultTimes& times, std::chrono::system_clock::time_point now);

// A report that is stored. Empty if it is none of those that WriteReport writes.
ResultTimes ReadResultTimes(std::string report);

// A page of a list of reports: the digests of those that are ours, by namespace, and how the list
// goes on; empty: it ends here. Nothing if it is no list.
struct ReportPage {
  std::map<std::string, std::string> digests;
  std::string next;
};
std::optional<ReportPage> ReadReportPage(std::string list);

}  // namespace portcullis::controller
