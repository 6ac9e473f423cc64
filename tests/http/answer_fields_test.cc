#include "http/answer_fields.h"

#include <doctest/doctest.h>

#include <string>

#include "base/rfc3339.h"

namespace portcullis::http {
namespace {

TEST_CASE("dates of answers") {
  struct Case {
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"},
      {"Fri, 20 Nov 2026 24:00:00 GMT", "none"},
      {"Tue, 01 Dec 2026 00:00:00 GMT", "2026-12-01T00:00:00Z"},
      {"Sunday, 06-Nov-94 08:49:37 GMT", "none"},
      {"Sun Nov  6 08:49:37 1994", "none"},
      {"Sun, 06 Nov 1994 08:49:37 CET", "none"},
      {"Sun, 06 ovD 1994 08:49:37 GMT", "none"},
      {"Sun, 06 Nov 1994 08h49m37 GMT", "none"},
      {"Sun, 6 Nov 1994 08:49:37 GMT", "none"},
      {"", "none"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      const auto date = ParseHttpDate(c.text);
      CHECK((date ? FormatRfc3339(*date) : "none") == c.want);
    }
  }
}

TEST_CASE("when to try again") {
  const auto now = *ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
  struct Case {
    std::string text;
    int want;  // seconds; -1: nothing
  };
  const Case cases[] = {
      {"0", 0},
      {"120", 120},
      {"Sun, 06 Nov 1994 08:50:00 GMT", 23},
      {"Sun, 06 Nov 1994 08:49:00 GMT", 0},
      {"-1", -1},
      {"1.5", -1},
      {"99999999999999999999", -1},
      {"soon", -1},
      {"", -1},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      const auto wait = ParseRetryAfter(c.text, now);
      CHECK((wait ? wait->count() : -1) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::http
