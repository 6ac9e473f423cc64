#include "base/percent_encoded.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis {
namespace {

TEST_CASE("texts in a query") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {"", ""},
      {"azAZ09-._~", "azAZ09-._~"},
      {"a=b&c", "a%3Db%26c"},
      {"eyJ2Ijoi+/8=", "eyJ2Ijoi%2B%2F8%3D"},
      {"\xc3\xa9", "%C3%A9"},
      {std::string(1, '\0'), "%00"},
  };
  for (const Case& c : cases) {
    SUBCASE(("text " + c.text).c_str()) { CHECK(PercentEncoded(c.text) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis
