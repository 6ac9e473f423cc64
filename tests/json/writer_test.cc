#include "json/writer.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "json/reader.h"

namespace portcullis::json {
namespace {

TEST_CASE("Writer: every kind, in the order of the calls") {
  std::string out = "before ";
  {
    Writer writer(out);
    writer.StartObject();
    writer.Key("b");
    writer.StartArray();
    writer.Int(0);
    writer.Int(std::numeric_limits<std::int64_t>::min());
    writer.Int(std::numeric_limits<std::int64_t>::max());
    writer.Bool(true);
    writer.Bool(false);
    writer.Null();
    writer.EndArray();
    writer.Key("a");
    writer.StartObject();
    writer.EndObject();
    writer.Key("");
    writer.String({});
    writer.EndObject();
  }
  CHECK(
      out ==
      R"(before {"b":[0,-9223372036854775808,9223372036854775807,true,false,null],"a":{},"":""})");
}

TEST_CASE("Writer: escapes what JSON asks for and nothing else") {
  std::string out;
  Writer(out).String("\"\\/\n\t\x7F\xC3\xA4\xF0\x9F\x98\x80");
  CHECK(out == "\"\\\"\\\\/\\n\\t\x7F\xC3\xA4\xF0\x9F\x98\x80\"");
}

TEST_CASE("Writer: every control character comes back, at every place of a long text") {
  for (char c = 0; c < 0x20; ++c) {
    for (std::size_t place = 0; place < 48; ++place) {
      std::string text(48, 'x');
      text[place] = c;
      std::string out;
      Writer(out).String(text);
      const auto document = ParseJson(out);
      REQUIRE(document);
      REQUIRE(document->root().Text() == text);
    }
  }
}

}  // namespace
}  // namespace portcullis::json
