#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

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

TEST_CASE("YAML: structures and positions") {
  const Case cases[] = {
      {"map", "a: 1\nbc:  x y\n", "{1:1 a@1:1=1@1:4 bc@2:1=\"x y\"@2:6 }"},
      {"map in a map", "a:\n  b:\n    c: d\n", "{1:1 a@1:1={2:3 b@2:3={3:5 c@3:5=\"d\"@3:8 } } }"},
      {"list in a map", "a:\n- 1\n- x: y\n  z: 2\n",
       "{1:1 a@1:1=[2:1 1@2:3 {3:3 x@3:3=\"y\"@3:6 z@4:3=2@4:6 } ] }"},
      {"list in a list", "- - a\n  - b\n-\n  c: d\n",
       "[1:1 [1:3 \"a\"@1:5 \"b\"@2:5 ] {4:3 c@4:3=\"d\"@4:6 } ]"},
      {"flow", "a: {b: 1, \"c\": [2,\n 3]}\n",
       "{1:1 a@1:1={1:4 b@1:5=1@1:8 c@1:11=[1:16 2@1:17 3@2:2 ] } }"},
      {"JSON", "{\"a\":1, \"b\":[true,null]}",
       "{1:1 a@1:2=1@1:6 b@1:9=[1:13 true@1:14 null@1:18 ] }"},
      {"comments", "# c\na: 1 # d\n# e\nb: \"#\"\n", "{2:1 a@2:1=1@2:4 b@4:1=\"#\"@4:4 }"},
      {"CR LF", "a: 1\r\nb:\r\n- x\r\n", "{1:1 a@1:1=1@1:4 b@2:1=[3:1 \"x\"@3:3 ] }"},
      {"byte-order mark",
       "\xEF\xBB\xBF"
       "a: 1\nb: 2\n",
       "{1:1 a@1:1=1@1:4 b@2:1=2@2:4 }"},
      {"columns count code points", "\xC3\xA4: {\xE6\x97\xA5: x, y: z}\nq: \"\xC3\xA4\"\n",
       "{1:1 \xC3\xA4@1:1={1:4 \xE6\x97\xA5@1:5=\"x\"@1:8 y@1:11=\"z\"@1:14 } "
       "q@2:1=\"\xC3\xA4\"@2:4 }"},
      {"tab between tokens", "a:\t1\nb: [c,\td]\n",
       "{1:1 a@1:1=1@1:4 b@2:1=[2:4 \"c\"@2:5 \"d\"@2:8 ] }"},
      {"literal and folded", "a: |\n  x\n  y\nb: >-\n  f\n  g\nc: 1\n",
       "{1:1 a@1:1=\"x\ny\n\"@1:4 b@4:1=\"f g\"@4:4 c@7:1=1@7:4 }"},
      {"plain over two lines", "a: x\n  y\nb: 1\n", "{1:1 a@1:1=\"x y\"@1:4 b@3:1=1@3:4 }"},
      {"single quotes", "a: 'it''s'\nb: 1\n", "{1:1 a@1:1=\"it's\"@1:4 b@2:1=1@2:4 }"},
      {"escapes", "a: \"x\\u00e4\\n\\0\"\n", "{1:1 a@1:1=\"x\xC3\xA4\n\0\"@1:4 }"s},
      {"keys are text", "1: a\ntrue: b\n\"c d\": e\n<<: f\n",
       "{1:1 1@1:1=\"a\"@1:4 true@2:1=\"b\"@2:7 c d@3:1=\"e\"@3:8 <<@4:1=\"f\"@4:5 }"},
      {"anchor without alias", "a: &x 1\nb: &y [2]\n", "{1:1 a@1:1=1@1:4 b@2:1=[2:4 2@2:8 ] }"},
      {"colons that are no keys", "a: ::/0\nb: [::1, x:y]\n",
       "{1:1 a@1:1=\"::/0\"@1:4 b@2:1=[2:4 \"::1\"@2:5 \"x:y\"@2:10 ] }"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(ParseYaml(c.text)) == c.want); }
  }
}

TEST_CASE("YAML: a null stands at its key, or the dash, bracket or comma before it") {
  const Case cases[] = {
      {"written", "a: ~\nb:\n- null\nc: [Null, NULL]\n",
       "{1:1 a@1:1=null@1:1 b@2:1=[3:1 null@3:1 ] c@4:1=[4:4 null@4:4 null@4:9 ] }"},
      {"at a key", "a:\n\n# c\nb: 1\nc:\n", "{1:1 a@1:1=null@1:1 b@4:1=1@4:4 c@5:1=null@5:1 }"},
      {"before a key that begins like null", "a:\nnull, b: 1\n",
       "{1:1 a@1:1=null@1:1 null, b@2:1=1@2:10 }"},
      {"at a dash", "a:\n-\n- 1\n-\nb: 2\n",
       "{1:1 a@1:1=[2:1 null@2:1 1@3:3 null@4:1 ] b@5:1=2@5:4 }"},
      {"in a flow map", "{a: , \"b\": , c : }",
       "{1:1 a@1:2=null@1:2 b@1:7=null@1:7 c@1:14=null@1:14 }"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(ParseYaml(c.text)) == c.want); }
  }
}

TEST_CASE("YAML: what scalars are") {
  struct Row {
    Value::Kind kind;
    std::vector<std::string> scalars;
  };
  const Row rows[] = {
      {Value::Kind::kNull, {"", "null", "Null", "NULL", "~"}},
      {Value::Kind::kBool, {"true", "True", "TRUE", "false", "False", "FALSE"}},
      {Value::Kind::kNumber, {"0",    "7",      "-1",    "+1",   "007",   "12345678901234567890",
                              "0x1F", "0o17",   "1.5",   "1.",   ".5",    "-.5",
                              "1e3",  "1.5E-3", "+1e+3", ".inf", "-.Inf", "+.INF",
                              ".nan", ".NaN",   ".NAN"}},
      {Value::Kind::kString,
       {"nuLL",  "nil",     "yes",   "no",         "on",    "off",        "tRUE",   "0x",
        "0xg",   "0o8",     "-0x1",  "1_000",      "1e",    "1e+",        ".",      "--",
        "-.e3",  "+.",      ".infx", "-.nan",      "1.2.3", "10.0.0.0/8", "08:00",  "2026-11-20",
        "80-90", "80,443",  "ALL",   "\"7\"",      "'7'",   "\"true\"",   "'null'", "\"~\"",
        "\"\"",  "!!str 7", "! 7",   "!!str null", "&x y",  "!!str"}},
  };
  for (const Row& row : rows) {
    for (const std::string& scalar : row.scalars) {
      CAPTURE(scalar);
      const auto documents = ParseYaml("a: " + scalar + '\n');
      REQUIRE(documents);
      CHECK(documents->front().root().Find("a")->kind() == row.kind);
    }
  }
}

TEST_CASE("YAML: several documents") {
  const Case cases[] = {
      {"none", "", ""},
      {"only a comment", "# c\n", ""},
      {"only a marker", "---\n", ""},
      {"empty ones between", "---\n---\na: 1\n---\n# c\n---\nb: 2\n...\n---\n",
       "{3:1 a@3:1=1@3:4 } | {7:1 b@7:1=2@7:4 }"},
      {"on the marker's line", "--- a\n--- [b]\n", "\"a\"@1:5 | [2:5 \"b\"@2:6 ]"},
      {"directives", "%YAML 1.2\n---\na: 1\n", "{3:1 a@3:1=1@3:4 }"},
      {"text behind a document", "- a\nb: c\n",
       "f:2:1: unexpected text behind the document; check the indentation and the spaces behind "
       "colons and dashes, or begin a new document with ---"},
      {"no space behind the colon", "\"a\":1\n",
       "f:1:4: unexpected text behind the document; check the indentation and the spaces behind "
       "colons and dashes, or begin a new document with ---"},
      {"a comma, of which yaml-cpp makes documents without end", ",",
       "f:1:1: unexpected text behind the document; check the indentation and the spaces behind "
       "colons and dashes, or begin a new document with ---"},
      {"an error in the second", "a: 1\n---\nb: ]\n",
       "f:3:4: no bracket of this kind is open here"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(ParseYaml(c.text)) == c.want); }
  }
}

TEST_CASE("YAML: errors") {
  const Case cases[] = {
      {"alias", "a: &x 1\nb: *x\n", "f:2:4: aliases (*name) are not accepted; write the value out"},
      {"alias of nothing", "b: *x\n",
       "f:1:4: aliases (*name) are not accepted; write the value out"},
      {"merge", "a: &x {b: 1}\nc:\n  <<: *x\n",
       "f:3:7: aliases (*name) are not accepted; write the value out"},
      {"tag", "a: !!int 1\n", "f:1:4: tags other than !!str are not accepted"},
      {"tag on a list", "a: !x [1]\n", "f:1:4: tags other than !!str are not accepted"},
      {"key twice", "a: 1\nb: {a: 2}\na: 3\n",
       "f:3:1: key \"a\" is given twice; the first is at 1:1"},
      {"key twice, once in quotes", "a: 1\n'a': 3\n",
       "f:2:1: key \"a\" is given twice; the first is at 1:1"},
      {"list as a key", "? [a]\n: b\n", "f:1:3: a key must be text; are all brackets closed?"},
      {"null as a key", "~: b\n", "f:1:1: a key must be text; are all brackets closed?"},
      {"word without a colon", "a: 1\nb\n",
       "f:2:1: a colon is needed behind this key, or brackets are not closed"},
      {"quotes without a colon", "{\"a:\", b: 1}",
       "f:1:2: a colon is needed behind this key, or brackets are not closed"},
      {"word without a colon in brackets", "{a: 1, b}",
       "f:1:8: a colon is needed behind this key, or brackets are not closed"},
      {"open double quote", "a: 1\nb: \"x\n", "f:2:4: the quotes that open here are never closed"},
      {"open single quote", "a: 1\nb: 'x\n", "f:2:4: the quotes that open here are never closed"},
      {"open quote with a tag", "a: !!str \"x\n",
       "f:1:10: the quotes that open here are never closed"},
      {"open quote without a line end", "a: 'x", "f:1:6: the text ends inside quotes"},
      {"open list", "a: [1, 2\n",
       "f:1:8: a colon is needed behind this key, or brackets are not closed"},
      {"open list before a key", "a: [1,\n  2\nb: 3\n",
       "f:3:2: a comma or ] is needed here, or brackets are not closed"},
      {"open map before a key", "a: {b: 1,\n  c: 2\nd: 3\n",
       "f:3:2: a comma or } is needed here, or brackets are not closed"},
      {"wrong bracket", "a: [1}\n", "f:1:6: no bracket of this kind is open here"},
      {"no comma", "[[1] [2]]", "f:1:6: a comma or ] is needed here, or brackets are not closed"},
      {"text behind an item in quotes", "a:\n- \"b\" c\n",
       "f:2:7: this is no item of the list before it; check the indentation and the dashes"},
      {"open map", "{a: 1\n", "f:1:1: a key must be text; are all brackets closed?"},
      {"bracket too many", "a: [1]]\n", "f:1:7: no bracket of this kind is open here"},
      {"two colons", "a: b: c\n",
       "f:1:5: a colon is unexpected here; check the indentation, or put the text into quotes"},
      {"indented by a tab", "a: b\n\tc: d\n", "f:2:1: the line is indented by a tab; use spaces"},
      {"dash behind a tab", "a:\n\t- b\n",
       "f:2:2: a dash is unexpected here; put it on a line of its own, indented by spaces"},
      {"wrong indentation", "a:\n    b: 1\n  c: 2\n",
       "f:3:3: this is no key of the map before it; check the indentation and the quotes"},
      {"text behind quotes", "a: \"x\" y\n",
       "f:1:8: this is no key of the map before it; check the indentation and the quotes"},
      {"at sign", "a: @x\n", "f:1:4: text cannot begin like this; put it into quotes"},
      {"unknown escape", "a: \"\\q\"\n", "f:1:7: no valid escape in double quotes"},
      {"surrogate", "a: \"\\ud83d\"\n", "f:1:11: no valid escape in double quotes"},
      {"columns count code points", "\xC3\xA4\xE6\x97\xA5: ]\n",
       "f:1:5: no bracket of this kind is open here"},
      {"invalid UTF-8", "a: 1\nb: x\xC3\n", "f:2:5: the text is not valid UTF-8 here"},
      {"UTF-16",
       "\xFF\xFE"
       "a\0"s,
       "f:1:1: the text is UTF-16; UTF-8 is needed"},
      {"control character, the end of the text to yaml-cpp",
       "a: 1\n\x04"
       "b: 2\n",
       "f:2:1: a control character; write it as an escape in quotes"},
      {"101 levels", Repeat("- ", 101) + "a\n", "f:1:201: nested deeper than 100 levels"},
      {"100,000 lists", Repeat("[", 100'000) + Repeat("]", 100'000),
       "f:1:101: nested deeper than 100 levels"},
      {"100,000 block lists", Repeat("- ", 100'000), "f:1:201: nested deeper than 100 levels"},
      {"100,000 lists, never closed", Repeat("[", 100'000),
       "f:1:1: a key must be text; are all brackets closed?"},
      {"100,000 maps", Repeat("{a: ", 100'000) + Repeat("}", 100'000),
       "f:1:401: nested deeper than 100 levels"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Render(ParseYaml(c.text)) == c.want); }
  }
}

TEST_CASE("YAML: 100 levels are accepted") {
  CHECK(ParseYaml(Repeat("[", 100) + Repeat("]", 100)));
  CHECK(ParseYaml(Repeat("- ", 100) + "a\n"));
}

}  // namespace
}  // namespace portcullis::json
