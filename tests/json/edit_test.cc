#include "json/edit.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "json/reader.h"

namespace portcullis::json {
namespace {

TEST_CASE("members are set and all else stays") {
  struct Case { std::string text; std::vector<NewMember> members; std::string want; };
  const Case cases[] = {
      {R"({})", {{"a", 1}}, R"({"spec":{"a":1}})"},
      {R"({"spec":null})", {{"a", "x"}}, R"({"spec":{"a":"x"}})"},
      {R"({"spec":{"a":"old","b":2}})", {{"a", 3}}, R"({"spec":{"b":2,"a":3}})"},
      {R"({"spec":{"a":1},"kind":"K"})", {}, R"({"kind":"K","spec":{"a":1}})"},
      {R"({"n":[1.5E+300,-0.10,123456789012345678901],"t":[true,false,null,{}],"s":"\"\u0001\u00e4"})",
       {},
       "{\"n\":[1.5E+300,-0.10,123456789012345678901],\"t\":[true,false,null,{}],"
       "\"s\":\"\\\"\\u0001\u00e4\",\"spec\":{}}"},
      {R"({"a":1,"other":{"a":1}})", {{"a", 2}}, R"({"a":1,"other":{"a":1},"spec":{"a":2}})"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      const Document document = ParseJson(c.text).value();
      CHECK(WithMembers(document.root(), "spec", c.members) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::json
