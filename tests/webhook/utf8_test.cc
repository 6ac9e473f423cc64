#include "webhook/utf8.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace portcullis::webhook {
namespace {

using namespace std::string_view_literals;

TEST_CASE("the code point in front") {
  struct Case { std::string name; std::string_view text; std::size_t want; };
  const Case cases[] = {
      {"NUL", "\0"sv, 1},
      {"ASCII", "ab", 1},
      {"U+007F", "\x7F", 1},
      {"U+0080", "\xC2\x80", 2},
      {"U+07FF and more", "\xDF\xBF\xC2\x80", 2},
      {"U+0800", "\xE0\xA0\x80", 3},
      {"U+D7FF", "\xED\x9F\xBF", 3},
      {"U+E000", "\xEE\x80\x80", 3},
      {"U+FFFF", "\xEF\xBF\xBF", 3},
      {"U+10000", "\xF0\x90\x80\x80", 4},
      {"U+10FFFF", "\xF4\x8F\xBF\xBF", 4},
      {"a continuation", "\x80", 0},
      {"two bytes for U+007F", "\xC1\xBF", 0},
      {"three bytes for U+07FF", "\xE0\x9F\xBF", 0},
      {"four bytes for U+FFFF", "\xF0\x8F\xBF\xBF", 0},
      {"surrogate U+D800", "\xED\xA0\x80", 0},
      {"surrogate U+DFFF", "\xED\xBF\xBF", 0},
      {"U+110000", "\xF4\x90\x80\x80", 0},
      {"five bytes", "\xF8\x88\x80\x80\x80", 0},
      {"0xFF", "\xFF", 0},
      {"cut after one of two", "\xC3", 0},
      {"cut after three of four", "\xF0\x9F\x98", 0},
      {"a second byte that is none", "\xC3\x28", 0},
      {"a third byte that is none", "\xE2\x82\x28", 0},
      {"a fourth byte that is none", "\xF0\x9F\x98\xC0", 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(CodePointLength(c.text) == c.want); }
  }
}

TEST_CASE("text is UTF-8 if all of it is") {
  CHECK(IsUtf8(""));
  CHECK(IsUtf8("端口 30080 – ok"));
  CHECK_FALSE(IsUtf8("ok \xFF"));
  CHECK_FALSE(IsUtf8("端\xE7"));
}

}  // namespace
}  // namespace portcullis::webhook
