#include "kube/backoff.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::kube {
namespace {

using std::chrono::milliseconds;
using TimePoint = std::chrono::steady_clock::time_point;

// The pauses in milliseconds when each try fails `apart` after the pause before it.
std::string Pauses(int count, milliseconds apart, double random) {
  Backoff backoff;
  TimePoint now{std::chrono::hours(1)};
  std::string text;
  for (int i = 0; i < count; ++i) {
    const milliseconds pause = backoff.Next(now, random);
    text += std::to_string(pause.count()) + ' ';
    now += pause + apart;
  }
  return text;
}

TEST_CASE("pauses double from 0.8 s to 30 s") {
  CHECK(Pauses(8, milliseconds(5), 0) == "800 1600 3200 6400 12800 25600 30000 30000 ");
}

TEST_CASE("chance draws a pause out to the double at most") {
  CHECK(Pauses(4, milliseconds(5), 0.5) == "1200 2400 4800 9600 ");
  CHECK(Pauses(8, milliseconds(5), 0.999) == "1599 3198 6396 12793 25587 51174 59970 59970 ");
}

TEST_CASE("two minutes without a pause begin anew") {
  CHECK(Pauses(3, std::chrono::minutes(2), 0) == "800 800 800 ");
  CHECK(Pauses(3, milliseconds(118'000), 0) == "800 1600 3200 ");
}

}  // namespace
}  // namespace portcullis::kube
