#include "controller/report_schedule.h"

namespace portcullis::controller {

void ReportSchedule::Mark(const std::string& report) { reports_[report].is_marked = true; }

std::optional<std::string> ReportSchedule::Take(TimePoint now) {
  for (auto at = reports_.begin(); at != reports_.end();) {
    const auto entry = at++;
    if (entry->second.not_before > now) continue;
    const bool is_marked = entry->second.is_marked;
    const std::string report = entry->first;
    reports_.erase(entry);
    if (is_marked) return report;
  }
  return std::nullopt;
}

void ReportSchedule::Wrote(const std::string& report, TimePoint now) {
  reports_[report].not_before = now + kInterval;
}

}  // namespace portcullis::controller
