#include "json/value.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "json/document.h"
#include "json/reader.h"

namespace portcullis::json {
namespace {

std::optional<std::int64_t> AsInt64(const std::string& scalar) {
  return ParseYaml("a: " + scalar + '\n')->front().root().Find("a")->AsInt64();
}

TEST_CASE("AsInt64: what a number or a string spells") {
  struct Case {
    std::string scalar;
    std::optional<std::int64_t> want;
  };
  const Case cases[] = {
      {"0", 0},
      {"-7", -7},
      {"+7", 7},
      {"007", 7},
      {"\"7\"", 7},
      {"'-7'", -7},
      {"0x1F", 31},
      {"0o17", 15},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
      {"9223372036854775808", std::nullopt},
      {"1.0", std::nullopt},
      {"1e3", std::nullopt},
      {".inf", std::nullopt},
      {"\"0x1F\"", std::nullopt},
      {"\"\"", std::nullopt},
      {"\" 7\"", std::nullopt},
      {"\"+-7\"", std::nullopt},
      {"\"+\"", std::nullopt},
      {"80-90", std::nullopt},
      {"true", std::nullopt},
      {"~", std::nullopt},
      {"[7]", std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.scalar);
    CHECK((AsInt64(c.scalar) == c.want));
  }
}

TEST_CASE("a value gives nothing of what it is not") {
  const Document document = *ParseJson(R"({"list": [1], "text": "x", "no": false, "null": null})");
  const Value& root = document.root();
  const Value& list = *root.Find("list");
  const Value& text = *root.Find("text");
  CHECK(root.Text().empty());
  CHECK(root.Elements().empty());
  CHECK(list.Text().empty());
  CHECK(list.Members().empty());
  CHECK(list.Find("list") == nullptr);
  CHECK(text.Elements().empty());
  CHECK_FALSE(text.AsBool());
  CHECK((root.Find("no")->AsBool() == false));
  CHECK(root.Find("null")->Text().empty());
  CHECK(root.Find("lis") == nullptr);
  CHECK(root.Find("") == nullptr);
}

TEST_CASE("PathOf: from the root to the value") {
  const Document document = *ParseJson(
      R"({"groups": [{"Id": "a"}, {"Id": "b", "Rules": [[], [{"Port": 1}]]}],
          "notes": {"example.com/a b": {"x": 1}, "": 2, "\n": 3}})");
  const Value& root = document.root();
  const Value& second = root.Find("groups")->Elements()[1];
  const Value& rule = second.Find("Rules")->Elements()[1].Elements()[0];
  const Value& notes = *root.Find("notes");
  CHECK(document.PathOf(root).empty());
  CHECK(document.PathOf(*root.Find("groups")) == "groups");
  CHECK(document.PathOf(second) == "groups[1]");
  CHECK(document.PathOf(*second.Find("Id")) == "groups[1].Id");
  CHECK(document.PathOf(second.Members()[0].key) == "groups[1].Id");
  CHECK(document.PathOf(rule) == "groups[1].Rules[1][0]");
  CHECK(document.PathOf(*rule.Find("Port")) == "groups[1].Rules[1][0].Port");
  CHECK(document.PathOf(*notes.Find("example.com/a b")->Find("x")) == "notes[example.com/a b].x");
  CHECK(document.PathOf(*notes.Find("")) == "notes[]");
  CHECK(document.PathOf(*notes.Find("\n")) == "notes[\\n]");
}

TEST_CASE("PathOf: nulls that YAML does not write") {
  const Document document = ParseYaml("a:\n-\n- b:\n  c:\nd:\n")->front();
  const Value& list = *document.root().Find("a");
  CHECK(document.PathOf(list) == "a");
  CHECK(document.PathOf(list.Elements()[0]) == "a[0]");
  CHECK(document.PathOf(*list.Elements()[1].Find("b")) == "a[1].b");
  CHECK(document.PathOf(*list.Elements()[1].Find("c")) == "a[1].c");
  CHECK(document.PathOf(*document.root().Find("d")) == "d");
}

}  // namespace
}  // namespace portcullis::json
