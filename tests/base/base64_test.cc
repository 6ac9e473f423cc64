#include "base/base64.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis {
namespace {

// RFC 4648 section 10, and bytes that use the whole alphabet.
TEST_CASE("bytes and their base64") {
  struct Case { std::string bytes; std::string text; };
  const Case cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {std::string("\0\xff\xfe\xfb\xef", 5), "AP/+++8="},
  };
  for (const Case& c : cases) {
    SUBCASE(("text " + c.text).c_str()) {
      CHECK(EncodeBase64(c.bytes) == c.text);
      CHECK(DecodeBase64(c.text) == c.bytes);
    }
  }
}

TEST_CASE("what is no base64") {
  for (const std::string text : {"Zg", "Zg=", "Z===", "====", "Zm9v\n", "Zm 9", "Zg==Zg==", "Zh==",
                                 "Zm9=", "Zm-_", "=m9v"}) {
    SUBCASE(text.c_str()) { CHECK_FALSE(DecodeBase64(text).has_value()); }
  }
}

}  // namespace
}  // namespace portcullis
