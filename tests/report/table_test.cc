#include "report/table.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::report {
namespace {

const std::string kGroup = "\xE5\xAE\x89\xE5\x85\xA8\xE7\xBB\x84";  // three CJK characters

TEST_CASE("how many columns text takes on a terminal") {
  struct Case {
    std::string name;
    std::string text;
    std::size_t want;
  };
  const Case cases[] = {
      {"empty", "", 0},
      {"ASCII", "sg-node", 7},
      {"Latin", "M\xC3\xBCller", 6},
      {"CJK", kGroup, 6},
      {"CJK and ASCII", "sg " + kGroup, 9},
      {"kana", "\xE3\x81\x82\xE3\x82\xA2", 4},
      {"hangul", "\xED\x95\x9C", 2},
      {"fullwidth form", "\xEF\xBC\xA1", 2},
      {"halfwidth form", "\xEF\xBD\xB1", 1},
      {"CJK bracket", "\xE3\x80\x8C", 2},
      {"emoji", "\xF0\x9F\x98\x80", 2},
      {"rare ideograph", "\xF0\xA0\x80\x80", 2},
      {"combining mark", "e\xCC\x81", 1},
      {"zero width joiner",
       "a\xE2\x80\x8D"
       "b",
       2},
      {"colour", "\x1b[31mred\x1b[0m", 3},
      {"half a character", "\xE5\xAE", 1},
      {"a lone continuation byte", "\x80", 1},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(DisplayWidth(c.text) == c.want); }
  }
}

TEST_CASE("padding goes by columns") {
  CHECK(Pad("ab", 4) == "ab  ");
  CHECK(Pad(kGroup, 8) == kGroup + "  ");
  CHECK(Pad("abcd", 2) == "abcd");
}

TEST_CASE("columns are as wide as their widest cell") {
  Table table("  ");
  table.AddRow({"id", "name", "rules"});
  table.AddRow({"sg-node", kGroup, "3"});
  table.AddRow({"sg-b", "", ""});
  table.AddRow({"\x1b[31msg-c\x1b[0m", "x"});
  CHECK(table.ToString() ==
        "  id       name    rules\n"
        "  sg-node  " +
            kGroup +
            "  3\n"
            "  sg-b\n"
            "  \x1b[31msg-c\x1b[0m     x\n");
  CHECK(Table().ToString().empty());
}

}  // namespace
}  // namespace portcullis::report
