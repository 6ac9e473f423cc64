#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace portcullis::controller {

// Which reports are to be looked at, and when at the earliest. External synchronisation.
class ReportSchedule {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds kInterval{30};  // between two writes of a report

  // What the report says may have changed.
  void Mark(const std::string& report);

  // A marked report that may be written now, which it then is not any more.
  std::optional<std::string> Take(TimePoint now);

  // The report was written, or that was tried.
  void Wrote(const std::string& report, TimePoint now);

 private:
  struct Entry {
    bool is_marked = false;
    TimePoint not_before = TimePoint::min();
  };

  std::map<std::string, Entry> reports_;  // marked, or written in the last interval
};

}  // namespace portcullis::controller
