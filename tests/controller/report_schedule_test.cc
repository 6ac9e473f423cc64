#include "controller/report_schedule.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::controller {
namespace {

using std::chrono::seconds;

const ReportSchedule::TimePoint kStart{std::chrono::hours(1)};

std::string TakeAll(ReportSchedule& schedule, ReportSchedule::TimePoint now) {
  std::string taken;
  while (const auto report = schedule.Take(now)) taken += *report + " ";
  return taken;
}

TEST_CASE("a marked report is due at once, and once") {
  ReportSchedule schedule;
  CHECK(TakeAll(schedule, kStart) == "");
  schedule.Mark("b");
  schedule.Mark("a");
  schedule.Mark("b");
  CHECK(TakeAll(schedule, kStart) == "a b ");
  CHECK(TakeAll(schedule, kStart) == "");
}

TEST_CASE("a report is written every 30 s at most, and the last change is not lost") {
  ReportSchedule schedule;
  schedule.Wrote("a", kStart);
  schedule.Mark("a");
  schedule.Mark("b");
  CHECK(TakeAll(schedule, kStart + seconds(29)) == "b ");
  schedule.Mark("a");
  CHECK(TakeAll(schedule, kStart + seconds(30)) == "a ");
  CHECK(TakeAll(schedule, kStart + seconds(60)) == "");
}

TEST_CASE("what was not marked is forgotten") {
  ReportSchedule schedule;
  schedule.Wrote("a", kStart);
  CHECK(TakeAll(schedule, kStart + seconds(30)) == "");
  schedule.Mark("a");
  CHECK(TakeAll(schedule, kStart + seconds(30)) == "a ");
}

}  // namespace
}  // namespace portcullis::controller
