#include "base/rfc3339.h"

#include <doctest/doctest.h>

namespace portcullis {
namespace {

std::string RoundTrip(std::string_view text) {
  const auto time = ParseRfc3339(text);
  return time ? FormatRfc3339(*time) : "error";
}

TEST_CASE("times of RFC 3339") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {"2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"},
      {"2026-11-20t08:00:00z", "2026-11-20T08:00:00Z"},
      {"2026-11-20T16:30:00+08:30", "2026-11-20T08:00:00Z"},
      {"2026-11-20T00:00:00-00:01", "2026-11-20T00:01:00Z"},
      {"2026-11-20T08:00:00.123456Z", "2026-11-20T08:00:00Z"},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
      {"1678-01-01T00:00:00+23:59", "1677-12-31T00:01:00Z"},
      {"2261-12-31T23:59:60-23:59", "2262-01-01T23:59:00Z"},
      {"1677-12-31T23:59:59Z", "error"},
      {"2262-01-01T00:00:00Z", "error"},
      {"4052-11-20T08:00:00Z", "error"},
      {"2026-02-29T00:00:00Z", "error"},
      {"2026-11-20 08:00:00", "error"},
      {"2026-11-20T08:00:00", "error"},
      {"2026-11-20T24:00:00Z", "error"},
      {"2026-11-20T08:00:00.Z", "error"},
      {"2026-11-20T08:00:00Zx", "error"},
      {"2026-11-20", "error"},
      {"", "error"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) { CHECK(RoundTrip(c.text) == c.want); }
  }
}

TEST_CASE("a MicroTime has six digits of a second") {
  struct Case { std::int64_t microseconds; std::string want; };
  const Case cases[] = {
      {0, "1970-01-01T00:00:00.000000Z"},
      {1'700'000'000'123'456, "2023-11-14T22:13:20.123456Z"},
      {1'700'000'000'000'007, "2023-11-14T22:13:20.000007Z"},
      {-1, "1969-12-31T23:59:59.999999Z"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.want.c_str()) {
      const std::chrono::system_clock::time_point time{std::chrono::microseconds(c.microseconds)};
      CHECK(FormatMicroTime(time) == c.want);
      CHECK(FormatMicroTime(time + std::chrono::nanoseconds(999)) == c.want);
      CHECK(ParseRfc3339(c.want) == std::chrono::floor<std::chrono::seconds>(time));
    }
  }
}

TEST_CASE("days of RFC 3339") {
  struct Case { std::string text; bool is_day; };
  const Case cases[] = {
      {"2026-11-20", true},  {"2024-02-29", true}, {"0001-01-01", true},  {"9999-12-31", true},
      {"2026-02-29", false}, {"2026-13-01", false}, {"2026-1-1", false},  {"2026-11-20T", false},
      {"20261120", false},   {"-026-11-20", false}, {"+026-11-20", false}, {"", false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      const auto day = ParseDay(c.text);
      CHECK(day.has_value() == c.is_day);
      if (day) CHECK(FormatDay(*day) == c.text);
    }
  }
}

}  // namespace
}  // namespace portcullis
