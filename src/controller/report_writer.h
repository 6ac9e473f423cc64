#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "controller/finding_ledger.h"
#include "controller/metrics.h"
#include "controller/report_api.h"
#include "controller/report_document.h"
#include "controller/report_schedule.h"
#include "kube/api_client.h"
#include "log/log.h"

namespace portcullis::controller {

// Keeps policy reports equal to the ledger: one in each namespace that has findings, and one of the
// cluster for Nodes, lists and groups. Uses the first of kReportApis that the API server has, and
// does nothing while it has none; looks again every kLookInterval, which also brings back what
// others have deleted.
//
// What is stored says which results it holds, so a restart rewrites nothing that is equal, and
// since when each is reported, so a rewrite keeps the times. Reports that are needed no longer are
// deleted, and so are ours in an API that is used no longer.
//
// One lives as long as this replica leads, and begins once the ledger holds a first pass over
// everything: before that it would take reports for needless. For one thread.
class ReportWriter {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::minutes kLookInterval{10};
  static constexpr std::chrono::seconds kRetryInterval{30};  // of a look that failed

  // All outlive it; nobody else takes what the ledger has touched.
  ReportWriter(FindingLedger& ledger, kube::ApiClient& api, const Clock& clock, Metrics& metrics,
               log::Log& log);

  // Writes until a stop.
  void Run(const std::stop_token& stop);

  // Brings up to date one report that is due. Returns whether to go on at once: not if there was
  // none, nor after a failure, so that many failing reports do not keep the API server busy.
  bool WriteNext(TimePoint now, const std::stop_token& stop);

 private:
  using Digests = std::map<std::string, std::string>;  // of stored reports, by namespace

  // Finds out which API there is and what is stored in it.
  void Look(TimePoint now, const std::stop_token& stop);
  kube::ApiResult<void> LookAt(const std::stop_token& stop);
  kube::ApiResult<bool> IsServed(const ReportApi& api, const std::stop_token& stop);
  kube::ApiResult<Digests> List(const ReportApi& api, const std::stop_token& stop);
  void Adopt(const ReportApi* used, Digests stored);

  bool Write(const std::string& name, TimePoint now, const std::stop_token& stop);
  kube::ApiResult<void> Apply(const Report& report, const std::string& digest,
                              const std::stop_token& stop);
  kube::ApiResult<void> Delete(const ReportApi& api, const std::string& name,
                               const std::stop_token& stop);
  void LogFailure(std::string_view what, std::string_view name, const kube::ApiError& error);

  FindingLedger& ledger_;
  kube::ApiClient& api_;
  const Clock& clock_;
  Metrics& metrics_;
  log::Log& log_;

  const ReportApi* used_ = nullptr;     // null: there is none
  std::optional<TimePoint> next_look_;  // absent: now
  Digests stored_;
  ReportSchedule schedule_;
  std::string last_failure_;  // so that a lasting one is logged once
};

}  // namespace portcullis::controller
