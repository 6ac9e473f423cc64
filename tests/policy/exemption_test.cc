#include "policy/exemption.h"

#include <doctest/doctest.h>

#include <string>

#include "base/rfc3339.h"

namespace portcullis::policy {
namespace {

// "exempt", "exempt to DATE" or the problem, and the reason.
std::string Describe(const std::string& value, const std::string& now = "2026-11-25T08:00:00Z") {
  const Exemption exemption = ParseExemption(value, ParseRfc3339(now).value());
  if (!exemption.problem.empty()) return Render(exemption.problem, message::Language::kEnglish);
  return "exempt" + (exemption.until.empty() ? "" : " to " + exemption.until) + ": " +
         exemption.reason;
}

TEST_CASE("an exemption holds to the end of its last day in UTC") {
  struct Case {
    std::string now;
    std::string want;
  };
  const Case cases[] = {
      {"2026-11-24T00:00:00Z", "exempt to 2026-11-25: migration"},
      {"2026-11-25T00:00:00Z", "exempt to 2026-11-25: migration"},
      {"2026-11-25T23:59:59Z", "exempt to 2026-11-25: migration"},
      {"2026-11-26T00:00:00Z", "exemption ended 2026-11-25"},
      {"2026-11-26T07:59:59+08:00", "exempt to 2026-11-25: migration"},
      {"2026-11-26T08:00:00+08:00", "exemption ended 2026-11-25"},
      {"2027-11-25T00:00:00Z", "exemption ended 2026-11-25"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.now.c_str()) { CHECK(Describe("until=2026-11-25; migration", c.now) == c.want); }
  }
}

TEST_CASE("an exemption needs a reason, and a date after until=") {
  const std::string no_reason = "exemption gives no reason; use \"[until=YYYY-MM-DD; ]reason\"";
  const std::string no_date = "exemption has no date YYYY-MM-DD after until=";
  struct Case {
    std::string name;
    std::string value;
    std::string want;
  };
  const Case cases[] = {
      {"a reason alone", "known and wanted", "exempt: known and wanted"},
      {"blanks around it", " \tknown ", "exempt: known"},
      {"no blank behind the semicolon", "until=2026-12-31;x", "exempt to 2026-12-31: x"},
      {"blanks around the date", "until= 2026-12-31 ; x", "exempt to 2026-12-31: x"},
      {"a semicolon in the reason", "until=2026-12-31; x; y", "exempt to 2026-12-31: x; y"},
      {"until later in the reason", "x until=2020-01-01", "exempt: x until=2020-01-01"},
      {"empty", "", no_reason},
      {"blanks", " \t ", no_reason},
      {"a date without a reason", "until=2026-12-31", no_reason},
      {"a semicolon without a reason", "until=2026-12-31; ", no_reason},
      {"expired and without a reason", "until=2026-11-24", "exemption ended 2026-11-24"},
      {"no date", "until=; x", no_date},
      {"a word", "until=soon; x", no_date},
      {"a time", "until=2026-12-31T00:00:00Z; x", no_date},
      {"one digit", "until=2026-12-1; x", no_date},
      {"slashes", "until=2026/12/31; x", no_date},
      {"a sign", "until=2026-+1-31; x", no_date},
      {"a minus", "until=-026-12-31; x", no_date},
      {"month 13", "until=2026-13-01; x", no_date},
      {"month 0", "until=2026-00-01; x", no_date},
      {"day 0", "until=2026-12-00; x", no_date},
      {"no leap year", "until=2027-02-29; x", no_date},
      {"a leap year", "until=2028-02-29; x", "exempt to 2028-02-29: x"},
      {"the last year", "until=9999-12-31; x", "exempt to 9999-12-31: x"},
      {"the first year", "until=0001-01-01; x", "exemption ended 0001-01-01"},
      {"forgotten semicolon", "until=2026-12-31 x", no_date},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Describe(c.value) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::policy
