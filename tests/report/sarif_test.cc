#include "report/sarif.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace portcullis::report {
namespace {

policy::Finding FindingOf(const std::string& file) {
  policy::Finding finding;
  finding.check = "external-ip-used";
  finding.severity = policy::Severity::kHigh;
  finding.object = {policy::ObjectRef::Kind::kService, "shop", "web"};
  finding.source = {7, 3};
  finding.source_file = file;
  return finding;
}

std::string Sarif(const CheckReport& report) {
  return CheckReportSarif(report, {"1.2.3", "/home/ci/repository"});
}

// The values of a key, in order, as they are written.
std::vector<std::string> ValuesOf(const std::string& json, const std::string& key) {
  std::vector<std::string> values;
  const std::string start = '"' + key + "\":";
  for (auto at = json.find(start); at != std::string::npos; at = json.find(start, at)) {
    at += start.size();
    values.push_back(json.substr(at, json.find_first_of(",}", at) - at));
  }
  return values;
}

TEST_CASE("files below the folder have relative URIs, others absolute ones") {
  struct Case {
    std::string name;
    std::string file;
    std::string want;
  };
  const Case cases[] = {
      {"relative", "shop/web.yaml", "shop/web.yaml"},
      {"with a dot", "./shop//web.yaml", "shop/web.yaml"},
      {"there and back", "../repository/web.yaml", "web.yaml"},
      {"absolute, below", "/home/ci/repository/web.yaml", "web.yaml"},
      {"beside", "../other/web.yaml", "file:///home/ci/other/web.yaml"},
      {"absolute", "/etc/web.yaml", "file:///etc/web.yaml"},
      {"a name like the folder's", "/home/ci/repository2/web.yaml",
       "file:///home/ci/repository2/web.yaml"},
      {"dots that are no parent", "..web.yaml", "..web.yaml"},
      {"blanks and reserved characters", "a b/c#d?e%.yaml", "a%20b/c%23d%3Fe%25.yaml"},
      {"a colon", "a:b.yaml", "a%3Ab.yaml"},
      {"other scripts", "\u5E97.yaml", "%E5%BA%97.yaml"},
      {"standard input", "-", "stdin"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CheckReport report;
      report.evaluation.findings = {FindingOf(c.file)};
      CHECK(ValuesOf(Sarif(report), "uri").at(0) == '"' + c.want + '"');
    }
  }
}

TEST_CASE("severities as levels") {
  struct Case {
    std::string name;
    policy::Severity severity;
    std::string want;
  };
  const Case cases[] = {{"critical", policy::Severity::kCritical, "\"error\""},
                        {"high", policy::Severity::kHigh, "\"error\""},
                        {"medium", policy::Severity::kMedium, "\"warning\""},
                        {"low", policy::Severity::kLow, "\"note\""},
                        {"info", policy::Severity::kInfo, "\"note\""}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CheckReport report;
      report.evaluation.findings = {FindingOf("web.yaml")};
      report.evaluation.findings[0].severity = c.severity;
      CHECK(ValuesOf(Sarif(report), "level").back() == c.want);
    }
  }
}

TEST_CASE("a finding that stands in no manifest is in the facts file, without a line") {
  CheckReport report;
  report.facts = CheckReport::Facts{"cls-a", {}, "facts.yaml"};
  report.evaluation.findings = {FindingOf("")};
  const std::string sarif = Sarif(report);
  CHECK(ValuesOf(sarif, "uri") == std::vector<std::string>{"\"facts.yaml\""});
  CHECK(ValuesOf(sarif, "startLine").empty());
  CHECK(ValuesOf(sarif, "fullyQualifiedName") == std::vector<std::string>{"\"Service/shop/web\""});
}

TEST_CASE("exempted findings are suppressed, the others are not") {
  CheckReport report;
  report.evaluation.findings = {FindingOf("web.yaml")};
  report.evaluation.exempted = {{FindingOf("web.yaml"), "agreed \"so\"", ""}, {FindingOf(""), "b", ""}};
  const std::string sarif = Sarif(report);
  CHECK(ValuesOf(sarif, "suppressions").at(0) == "[]");
  CHECK(ValuesOf(sarif, "justification") ==
        std::vector<std::string>{"\"agreed \\\"so\\\"\"", "\"b\""});
  const auto kinds = ValuesOf(sarif.substr(sarif.find("\"suppressions\"")), "kind");
  CHECK(kinds.at(1) == "\"inSource\"");
  CHECK(kinds.at(3) == "\"external\"");
}

TEST_CASE("a baseline tells new from unchanged") {
  CheckReport report;
  report.evaluation.findings = {FindingOf("web.yaml")};
  CHECK(ValuesOf(Sarif(report), "baselineState").empty());
  const std::string head = R"({"apiVersion":"portcullis.dev/v1alpha1","kind":"CheckReport",)";
  report.baseline = Baseline::Read(head + R"("findings":[]})", "b.json").value();
  CHECK(ValuesOf(Sarif(report), "baselineState").at(0) == "\"new\"");
  const std::string fingerprint = ValuesOf(Sarif(report), "portcullis/v1").at(0);
  report.baseline = Baseline::Read(head + R"("findings":[{"fingerprint":)" + fingerprint + "}]}",
                                   "b.json").value();
  CHECK(ValuesOf(Sarif(report), "baselineState").at(0) == "\"unchanged\"");
}

}  // namespace
}  // namespace portcullis::report
