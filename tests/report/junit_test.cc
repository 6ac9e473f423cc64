#include "report/junit.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::report {
namespace {

using enum JunitCase::Outcome;

TEST_CASE("suites and cases, counted") {
  const std::vector<JunitSuite> suites = {
      {"icmp-not-admitted",
       {{"list sg-a", kFailed, "icmp dropped", "two\nlines\n"},
        {"list sg-b", kSkipped, "exempted: on purpose", ""},
        {"list sg-c", kPassed, "", ""}}},
      {"ssh-not-admitted", {{"list sg-a", kPassed, "", "worth knowing"}}},
      {"empty", {}}};
  CHECK(JunitXml("a run", suites) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="a run" tests="4" failures="1" errors="0" skipped="1">
  <testsuite name="icmp-not-admitted" tests="3" failures="1" errors="0" skipped="1">
    <testcase classname="icmp-not-admitted" name="list sg-a">
      <failure message="icmp dropped">two
lines
</failure>
    </testcase>
    <testcase classname="icmp-not-admitted" name="list sg-b">
      <skipped message="exempted: on purpose"/>
    </testcase>
    <testcase classname="icmp-not-admitted" name="list sg-c"/>
  </testsuite>
  <testsuite name="ssh-not-admitted" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="ssh-not-admitted" name="list sg-a">
      <system-out>worth knowing</system-out>
    </testcase>
  </testsuite>
  <testsuite name="empty" tests="0" failures="0" errors="0" skipped="0">
  </testsuite>
</testsuites>
)");
}

// What stands between `before` and `after`.
std::string Between(const std::string& text, const std::string& before, const std::string& after) {
  const auto start = text.find(before) + before.size();
  return text.substr(start, text.find(after, start) - start);
}

TEST_CASE("any text stands in an attribute and between tags") {
  struct Case {
    std::string name;
    std::string text;
    std::string attribute;
    std::string content;
  };
  const Case cases[] = {
      {"plain", "sg-a", "sg-a", "sg-a"},
      {"markup", "<a b=\"c\">&'", "&lt;a b=&quot;c&quot;&gt;&amp;'", "&lt;a b=&quot;c&quot;&gt;&amp;'"},
      {"the end of a CDATA section", "]]>", "]]&gt;", "]]&gt;"},
      {"white space", "a\tb\nc\rd", "a&#9;b&#10;c&#13;d", "a\tb\nc&#13;d"},
      {"other scripts", "安全组 ü 🔒", "安全组 ü 🔒", "安全组 ü 🔒"},
      {"NUL", std::string("a\0b", 3), "a\uFFFDb", "a\uFFFDb"},
      {"control characters", "\x01\x1b[1m\x1f", "\uFFFD\uFFFD[1m\uFFFD", "\uFFFD\uFFFD[1m\uFFFD"},
      {"DEL and C1, which XML 1.0 allows", "\x7F\xC2\x85", "\x7F\xC2\x85", "\x7F\xC2\x85"},
      {"noncharacters", "\xEF\xBF\xBE\xEF\xBF\xBF", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
      {"their neighbours", "\xEF\xBF\xBD\xEF\xBE\xBF", "\xEF\xBF\xBD\xEF\xBE\xBF",
       "\xEF\xBF\xBD\xEF\xBE\xBF"},
      {"no UTF-8", "a\xFF\xC3", "a\uFFFD\uFFFD", "a\uFFFD\uFFFD"},
      {"half a surrogate pair", "\xED\xA0\x80z", "\uFFFD\uFFFD\uFFFDz", "\uFFFD\uFFFD\uFFFDz"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const std::string xml = JunitXml("run", {{"suite", {{"case", kFailed, c.text, c.text}}}});
      CHECK(Between(xml, "<failure message=\"", "\">") == c.attribute);
      CHECK(Between(xml.substr(xml.find("<failure")), "\">", "</failure>") == c.content);
    }
  }
}

}  // namespace
}  // namespace portcullis::report
