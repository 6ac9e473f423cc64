#pragma once

#include <string>
#include <string_view>
#include <vector>

// JUnit's XML, as CI systems read it: the elements that Jenkins, GitLab and junitparser have in common.
// Nobody standardised it.
namespace portcullis::report {

struct JunitCase {
  enum class Outcome { kPassed, kFailed, kSkipped };

  std::string name;
  Outcome outcome = Outcome::kPassed;
  std::string message;  // why it failed or was skipped, a line
  std::string details;  // any number of lines; for a case that passed what is worth knowing all the same
};

struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
};

// The document, which is well-formed XML 1.0 whatever the texts hold: what XML has no place for becomes
// U+FFFD. No time and no host are in it, so the same cases give the same bytes.
std::string JunitXml(std::string_view name, const std::vector<JunitSuite>& suites);

}  // namespace portcullis::report
