#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "json/reader.h"
#include "tests/json/render.h"

namespace portcullis::json {
namespace {

using namespace std::string_literals;

struct Case {
  std::string name;
  std::string text;
  std::string want;
};

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST_CASE("JSON: kinds, texts and positions") {
  const Case cases[] = {
      {"null", "null", "null@1:1"},
      {"true", " true", "true@1:2"},
      {"false", "\tfalse\n", "false@1:2"},
      {"integer", "0", "0@1:1"},
      {"number as it was written", "-1.50e+03", "-1.50e+03@1:1"},
      {"number beyond a double's precision", "12345678901234567890123",
       "12345678901234567890123@1:1"},
      {"string", "\"x\"", "\"x\"@1:1"},
      {"empty string", "\"\"", "\"\"@1:1"},
      {"empty array", "[ ]", "[1:1 ]"},
      {"empty object", "{ }", "{1:1 }"},
      {"each kind in an array", "[1,\"x\" , true,false,null,[2],{}]",
       "[1:1 1@1:2 \"x\"@1:4 true@1:10 false@1:15 null@1:21 [1:26 2@1:27 ] {1:30 } ]"},
      {"members in the order of the text", R"({"b":1, "a":{"c":[]},"":"x"})",
       "{1:1 b@1:2=1@1:6 a@1:9={1:13 c@1:14=[1:18 ] } @1:22=\"x\"@1:25 }"},
      {"lines", "{\n  \"a\": 1,\n  \"b\":\n    2\n}\n", "{1:1 a@2:3=1@2:8 b@3:3=2@4:5 }"},
      {"CR LF", "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}", "{1:1 a@2:3=1@2:8 b@3:3=2@3:8 }"},
      {"byte-order mark", "\xEF\xBB\xBF[1]", "[1:1 1@1:2 ]"},
      {"columns count code points", "[\"\xC3\xA4\xE6\x97\xA5\xF0\x9F\x98\x80\",1]",
       "[1:1 \"\xC3\xA4\xE6\x97\xA5\xF0\x9F\x98\x80\"@1:2 1@1:8 ]"},
      {"behind escapes", R"(["\"\\\/\u00e4\ud83d\ude00",1])",
       "[1:1 \"\"\\/\xC3\xA4\xF0\x9F\x98\x80\"@1:2 1@1:29 ]"},
      {"backslashes before the closing quote", R"(["\\","\\\"",1])",
       R"([1:1 "\"@1:2 "\""@1:7 1@1:14 ])"},
      {"separators inside strings", R"(["a,:b",{"c:,":"}"}])",
       R"([1:1 "a,:b"@1:2 {1:9 c:,@1:10="}"@1:16 } ])"},
      {"escaped NUL", R"(["a\u0000b"])", "[1:1 \"a\0b\"@1:2 ]"s},
      {"escape in a key", R"({"\u0061":1})", "{1:1 a@1:2=1@1:11 }"},
      {"100 levels", Repeat("[", 100) + Repeat("]", 100),
       [] {
         std::string want;
         for (int i = 1; i <= 100; ++i) want += "[1:" + std::to_string(i) + ' ';
         return want + Repeat("] ", 99) + "]";
       }()},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(ParseJson(c.text)) == c.want); }
  }
}

TEST_CASE("JSON: errors") {
  const Case cases[] = {
      {"empty", "", "f:1:1: the text is empty; a JSON value is needed"},
      {"blank", " \n ", "f:2:2: the text is empty; a JSON value is needed"},
      {"no value", "[1,\n x]", "f:2:2: a JSON value is needed here"},
      {"trailing comma", "[1,]", "f:1:4: a JSON value is needed here"},
      {"no key", "{\"a\":1,}", "f:1:8: a key in double quotes is needed here"},
      {"key without quotes", "{a:1}", "f:1:2: a key in double quotes is needed here"},
      {"no colon", "{\"a\" 1}", "f:1:6: a colon is needed behind the key"},
      {"no comma in an object", "{\"a\":1 \"b\":2}", "f:1:8: a comma or } is needed here"},
      {"no comma in an array", "[1 2]", "f:1:4: a comma or ] is needed here"},
      {"open array", "[1", "f:1:3: a comma or ] is needed here"},
      {"open string", "[\"a", "f:1:4: the text ends inside quotes"},
      {"text behind", "{}\n{}", "f:2:1: unexpected text behind the JSON value"},
      {"comment", "// c\n1", "f:1:1: a JSON value is needed here"},
      {"word in capitals", "True", "f:1:1: a JSON value is needed here"},
      {"NaN", "NaN", "f:1:1: a JSON value is needed here"},
      {"leading zero", "[01]", "f:1:3: a comma or ] is needed here"},
      {"no digit behind the point", "[1.]", "f:1:4: a digit is needed behind the decimal point"},
      {"no exponent", "[1e]", "f:1:4: a digit is needed in the exponent"},
      {"too big a number", "[1e999]", "f:1:2: the number is too big"},
      {"unknown escape", "[\"ab\\x\"]",
       "f:1:5: no valid escape, or a line break or tab inside quotes"},
      {"line break in a string", "[\"a\nb\"]",
       "f:1:4: no valid escape, or a line break or tab inside quotes"},
      {"half an escape", "[\"\\u00g0\"]", "f:1:3: \\u needs four hexadecimal digits"},
      {"high surrogate alone", "[\"\\ud83d\"]", "f:1:3: an escape for half of a surrogate pair"},
      {"low surrogate alone", "[1,\"a\\ude00\"]",
       "f:1:4: the string has an escape for half of a surrogate pair"},
      {"invalid UTF-8", "[\"\xC3\xA4\xFF\"]", "f:1:4: the text is not valid UTF-8 here"},
      {"control character", "[\"a\x1F\"]",
       "f:1:4: a control character; write it as an escape in quotes"},
      {"text behind a NUL", "[1]\0[2]"s,
       "f:1:4: a control character; write it as an escape in quotes"},
      {"key twice", "{\"a\":1,\n \"b\":{\"a\":2},\n \"a\":3}",
       "f:3:2: key \"a\" is given twice; the first is at 1:2"},
      {"key twice, once with an escape", R"({"a":1,"\u0061":2})",
       "f:1:8: key \"a\" is given twice; the first is at 1:2"},
      {"101 levels", Repeat("[", 101) + Repeat("]", 101), "f:1:101: nested deeper than 100 levels"},
      {"100,000 arrays", Repeat("[", 100'000), "f:1:101: nested deeper than 100 levels"},
      {"100,000 objects", Repeat("{\"a\":", 100'000), "f:1:501: nested deeper than 100 levels"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(ParseJson(c.text)) == c.want); }
  }
}

TEST_CASE("JSON: every prefix of a document is refused at its end or before") {
  const std::string text = R"({"a": [1, -2.5e3, "x\u00e4\\", true, null], "b": {"c": {}}})";
  REQUIRE(ParseJson(text));
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    const auto parsed = ParseJson(text.substr(0, length));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().position.column <= length + 1);
  }
}

TEST_CASE("a document's values live as long as a copy of it") {
  const Document copy = [] { return *ParseJson(R"({"key": "short \u00e4"})"); }();
  CHECK(Render(copy) == "{1:1 key@1:2=\"short \xC3\xA4\"@1:9 }");
}

TEST_CASE("FormatOf: by the file's name, else by the first character") {
  struct Row {
    std::string file;
    std::string text;
    Format want;
  };
  const Row rows[] = {
      {"a.json", "a: 1", Format::kJson},
      {"a.yaml", "{}", Format::kYaml},
      {"a.b/c.yml", "[]", Format::kYaml},
      {"-", " \n{\"a\": 1}", Format::kJson},
      {"-", "\xEF\xBB\xBF[", Format::kJson},
      {"-", "a: 1", Format::kYaml},
      {"-", "", Format::kYaml},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    CAPTURE(row.text);
    CHECK((FormatOf(row.file, row.text) == row.want));
  }
}

TEST_CASE("Parse gives one document for JSON and all of them for YAML") {
  CHECK(Render(Parse("[1]", Format::kJson)) == "[1:1 1@1:2 ]");
  CHECK(Render(Parse("a\n---\nb\n", Format::kYaml)) == "\"a\"@1:1 | \"b\"@3:1");
  CHECK(Render(Parse("[", Format::kJson)) == "f:1:2: a JSON value is needed here");
}

}  // namespace
}  // namespace portcullis::json
