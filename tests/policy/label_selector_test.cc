#include "policy/label_selector.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::policy {
namespace {

std::string Answer(const std::string& selector, const cluster::StringMap& labels) {
  const auto parsed = LabelSelector::Parse(selector);
  if (!parsed) return "error";
  return parsed->Matches(labels) ? "yes" : "no";
}

TEST_CASE("every term of a selector has to hold") {
  const cluster::StringMap labels = {{"pool", "web"}, {"tier", ""}, {"example.com/zone", "3"}};
  struct Case {
    std::string selector;
    std::string want;
  };
  const Case cases[] = {
      {"pool", "yes"},
      {"rack", "no"},
      {"!pool", "no"},
      {"!rack", "yes"},
      {"! rack", "yes"},
      {"pool=web", "yes"},
      {"pool==web", "yes"},
      {"pool = web", "yes"},
      {"pool=db", "no"},
      {"pool=Web", "no"},
      {"pool=", "no"},
      {"tier=", "yes"},
      {"rack=", "no"},
      {"pool!=db", "yes"},
      {"pool != db", "yes"},
      {"pool!=web", "no"},
      {"rack!=7", "yes"},
      {"example.com/zone=3", "yes"},
      {"pool=web,tier,!rack", "yes"},
      {"pool=web, rack", "no"},
      {"pool=web , pool!=web", "no"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.selector.c_str()) { CHECK(Answer(c.selector, labels) == c.want); }
  }
}

TEST_CASE("what is no equality-based selector is refused") {
  for (const std::string selector :
       {"", " ", ",", "pool=web,", ",pool", "=web", "!", "!=web", "pool in (web, db)",
        "pool notin (web)", "a b", "a=b=c", "a=b c", "!a=b"}) {
    SUBCASE(("\"" + selector + "\"").c_str()) { CHECK(Answer(selector, {}) == "error"); }
  }
  CHECK(LabelSelector::Parse("pool in (web)").error().message ==
        "\"pool in (web)\" is no label selector; use key=value, key!=value, key or !key, joined by "
        "commas");
}

}  // namespace
}  // namespace portcullis::policy
