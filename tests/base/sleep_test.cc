#include "base/sleep.h"

#include <doctest/doctest.h>

#include <chrono>
#include <future>

namespace portcullis {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST_CASE("a sleep ends when its time has passed, or at a stop") {
  std::stop_source stop;
  CHECK(SleepFor(milliseconds(1), stop.get_token()));
  CHECK(SleepFor(milliseconds(-1), stop.get_token()));
  auto sleep = std::async(std::launch::async, [&] { return SleepFor(hours(1), stop.get_token()); });
  stop.request_stop();
  REQUIRE(sleep.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  CHECK_FALSE(sleep.get());
  CHECK_FALSE(SleepFor(hours(1), stop.get_token()));
}

}  // namespace
}  // namespace portcullis
