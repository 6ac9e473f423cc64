#include "document/duration.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::document {
namespace {

TEST_CASE("durations") {
  struct Case {
    std::string text;
    std::string want;  // the shortest form; empty: refused
  };
  const Case cases[] = {
      {"90s", "1m30s"},  {"15m", "15m"},    {"1h30m", "1h30m"}, {"1h1s", "1h1s"},
      {"0s", "0s"},      {"0h0m0s", "0s"},  {"60m", "1h"},      {"999999h", "999999h"},
      {"", ""},          {"15", ""},        {"m", ""},          {"1m1h", ""},
      {"1.5h", ""},      {"500ms", ""},     {"-1s", ""},        {"+1s", ""},
      {"1 h", ""},       {" 1h", ""},       {"1h ", ""},        {"1H", ""},
      {"1000000h", ""},  {"1d", ""},        {"1h1h", ""},
  };
  for (const Case& c : cases) {
    SUBCASE(("\"" + c.text + "\"").c_str()) {
      const auto duration = ParseDuration(c.text);
      CHECK((duration ? ToString(*duration) : "") == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::document
