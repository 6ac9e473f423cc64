#include "controller/event_history.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/controller/evaluations.h"

namespace portcullis::controller {
namespace {

using Verdict = EventHistory::Verdict;

const EventHistory::TimePoint kStart{std::chrono::hours(1)};

int CountAdmitted(EventHistory& history, const policy::ObjectRef& object,
                  EventHistory::TimePoint now) {
  int count = 0;
  while (history.Add(object, static_cast<std::uint64_t>(count), now) != Verdict::kTooMany) ++count;
  return count;
}

TEST_CASE("an object has a burst of events, then one each interval") {
  EventHistory history;
  const auto web = ServiceRef("shop", "web");
  CHECK(CountAdmitted(history, web, kStart) == EventHistory::kBurst);
  CHECK(CountAdmitted(history, ServiceRef("shop", "api"), kStart) == EventHistory::kBurst);
  const auto refill = EventHistory::kRefill;
  CHECK(CountAdmitted(history, web, kStart + refill - std::chrono::seconds(1)) == 0);
  CHECK(CountAdmitted(history, web, kStart + refill) == 1);
  CHECK(CountAdmitted(history, web, kStart + refill * 4) == 3);
  CHECK(CountAdmitted(history, web, kStart + refill * 1000) == EventHistory::kBurst);
}

TEST_CASE("an event is repeated if the object had it before") {
  EventHistory history;
  const auto web = ServiceRef("shop", "web");
  CHECK(history.Add(web, 1, kStart) == Verdict::kFirst);
  CHECK(history.Add(web, 2, kStart) == Verdict::kFirst);
  CHECK(history.Add(web, 1, kStart) == Verdict::kRepeated);
  CHECK(history.Add(ServiceRef("shop", "api"), 1, kStart) == Verdict::kFirst);
}

TEST_CASE("the objects last used are remembered") {
  EventHistory history;
  const auto add = [&](std::size_t number) {
    return history.Add(NodeRef(std::to_string(number)), 1, kStart);
  };
  for (std::size_t i = 0; i < EventHistory::kMaxObjects; ++i) add(i);
  CHECK(add(0) == Verdict::kRepeated);
  add(EventHistory::kMaxObjects);  // in place of 1, not of 0
  CHECK(add(0) == Verdict::kRepeated);
  CHECK(add(1) == Verdict::kFirst);
}

}  // namespace
}  // namespace portcullis::controller
