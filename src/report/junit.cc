#include "report/junit.h"

#include <algorithm>
#include <cstddef>

#include "json/source.h"

namespace portcullis::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kNoncharacterStart = "\xEF\xBF";  // of U+FFFE and U+FFFF

using Outcome = JunitCase::Outcome;

// The bytes of the first code point that XML 1.0 allows, or 0 where the text begins with what it does
// not. REQUIRES: the text is valid UTF-8 and not empty.
std::size_t AllowedCharacter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x20) return lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  if (lead >= 0xF0) return 4;
  const bool is_noncharacter =
      text.starts_with(kNoncharacterStart) && static_cast<unsigned char>(text[2]) >= 0xBE;
  return is_noncharacter ? 0 : 3;
}

enum class Place { kContent, kAttribute };

void AppendEscaped(std::string_view character, Place place, std::string& out) {
  switch (character.front()) {
    case '&': out += "&amp;"; return;
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '"': out += "&quot;"; return;
    // A reader makes a line feed of a bare one (XML 1.0, section 2.11).
    case '\r': out += "&#13;"; return;
    // A reader makes blanks of bare ones in an attribute (section 3.3.3).
    case '\t': out += place == Place::kAttribute ? "&#9;" : "\t"; return;
    case '\n': out += place == Place::kAttribute ? "&#10;" : "\n"; return;
    default: out += character;
  }
}

std::string Escaped(std::string_view text, Place place) {
  std::string out;
  while (!text.empty()) {
    const std::size_t valid = json::ValidUtf8Prefix(text);
    std::string_view rest = text.substr(0, valid);
    while (!rest.empty()) {
      const std::size_t size = AllowedCharacter(rest);
      if (size > 0) {
        AppendEscaped(rest.substr(0, size), place, out);
        rest.remove_prefix(size);
      } else {
        out += kReplacement;
        rest.remove_prefix(static_cast<unsigned char>(rest.front()) < 0x80 ? 1 : 3);
      }
    }
    text.remove_prefix(valid);
    if (text.empty()) break;
    out += kReplacement;
    text.remove_prefix(1);
  }
  return out;
}

std::string Attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string(name) + "=\"" + Escaped(value, Place::kAttribute) + '"';
}

std::size_t CountCases(const JunitSuite& suite, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(suite.cases.begin(), suite.cases.end(),
                    [&](const JunitCase& c) { return c.outcome == outcome; }));
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;

  void Add(const JunitSuite& suite) {
    tests += suite.cases.size();
    failures += CountCases(suite, Outcome::kFailed);
    skipped += CountCases(suite, Outcome::kSkipped);
  }

  std::string Attributes() const {
    return Attribute("tests", std::to_string(tests)) +
           Attribute("failures", std::to_string(failures)) + Attribute("errors", "0") +
           Attribute("skipped", std::to_string(skipped));
  }
};

std::string Element(const JunitCase& c) {
  switch (c.outcome) {
    case Outcome::kPassed:
      if (c.details.empty()) return "";
      return "      <system-out>" + Escaped(c.details, Place::kContent) + "</system-out>\n";
    case Outcome::kFailed:
      return "      <failure" + Attribute("message", c.message) + '>' + Escaped(c.details, Place::kContent) +
             "</failure>\n";
    case Outcome::kSkipped:
      return "      <skipped" + Attribute("message", c.message) + "/>\n";
  }
  return "";
}

}  // namespace

std::string JunitXml(std::string_view name, const std::vector<JunitSuite>& suites) {
  Counts total;
  std::string body;
  for (const JunitSuite& suite : suites) {
    Counts counts;
    counts.Add(suite);
    total.Add(suite);
    body += "  <testsuite" + Attribute("name", suite.name) + counts.Attributes() + ">\n";
    for (const JunitCase& c : suite.cases) {
      const std::string element = Element(c);
      body += "    <testcase" + Attribute("classname", suite.name) + Attribute("name", c.name);
      body += element.empty() ? "/>\n" : ">\n" + element + "    </testcase>\n";
    }
    body += "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + Attribute("name", name) +
         total.Attributes() + ">\n" + body + "</testsuites>\n";
}

}  // namespace portcullis::report
