#include "json/source.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::json {
namespace {

TEST_CASE("ValidUtf8Prefix: the bounds of RFC 3629") {
  struct Case {
    std::string name;
    std::string text;
    bool valid;
  };
  const Case cases[] = {
      {"U+007F", "\x7F", true},
      {"U+0080", "\xC2\x80", true},
      {"U+07FF", "\xDF\xBF", true},
      {"U+0800", "\xE0\xA0\x80", true},
      {"U+D7FF, before the surrogates", "\xED\x9F\xBF", true},
      {"U+E000, behind the surrogates", "\xEE\x80\x80", true},
      {"U+FFFF", "\xEF\xBF\xBF", true},
      {"U+10000", "\xF0\x90\x80\x80", true},
      {"U+10FFFF, the last", "\xF4\x8F\xBF\xBF", true},
      {"continuation byte alone", "\x80", false},
      {"overlong in two bytes", "\xC1\xBF", false},
      {"overlong in three bytes", "\xE0\x9F\xBF", false},
      {"overlong in four bytes", "\xF0\x8F\xBF\xBF", false},
      {"surrogate", "\xED\xA0\x80", false},
      {"beyond the last", "\xF4\x90\x80\x80", false},
      {"first byte of five", "\xF8\x88\x80\x80\x80", false},
      {"too short", "\xE6\x97", false},
      {"interrupted", "\xE6\x97x", false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      for (const std::string before : {"", "a", "12345678", "123456789\xC3\xA4"}) {
        const std::size_t want = c.valid ? (before + c.text + "z").size() : before.size();
        CHECK(ValidUtf8Prefix(before + c.text + "z") == want);
      }
    }
  }
  CHECK(ValidUtf8Prefix("") == 0);
}

TEST_CASE("PositionAt agrees with counting from the start, across many marks") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 7 == 0 ? "x\r\n" : "\xE6\x97\xA5y";
  text += std::string(20'000, '-');
  const Source source = *Source::Make(text);
  Position position;
  for (std::size_t offset = 0; offset <= text.size(); ++offset) {
    // Inside a code point there is nothing to find.
    const bool continuation =
        offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80;
    if (!continuation) REQUIRE((source.PositionAt(offset) == position));
    if (offset == text.size()) break;
    const bool ends_code_point =
        offset + 1 == text.size() || (static_cast<unsigned char>(text[offset + 1]) & 0xC0) != 0x80;
    if (text[offset] == '\n') {
      position = {position.line + 1, 1};
    } else if (ends_code_point) {
      ++position.column;
    }
  }
  CHECK((source.PositionAt(text.size() + 10'000) == source.PositionAt(text.size())));
}

}  // namespace
}  // namespace portcullis::json
