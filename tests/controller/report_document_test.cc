#include "controller/report_document.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "base/rfc3339.h"
#include "report/fingerprint.h"
#include "tests/controller/evaluations.h"

namespace portcullis::controller {
namespace {

using policy::Severity;

constexpr auto kEnglish = message::Language::kEnglish;
const ReportApi& kOpenReports = kReportApis[0];
const ReportApi& kPolicyReports = kReportApis[1];
const auto kNow = ParseRfc3339("2026-11-20T08:00:00Z").value();

std::vector<std::shared_ptr<const ObjectEntries>> Held(const policy::ObjectRef& object,
                                                       std::vector<LedgerEntry> entries) {
  return {std::make_shared<const ObjectEntries>(ObjectEntries{object, std::move(entries)})};
}

LedgerEntry FindingEntry(std::string_view check, const policy::ObjectRef& object,
                         Severity severity = Severity::kHigh, std::string port = "30080") {
  return EntryOf(FindingOf(check, object, severity, std::move(port)), kEnglish);
}

const policy::ObjectRef kWeb = ServiceRef("shop", "web");

TEST_CASE("a report as the API server gets it") {
  const Report report("shop", Held(kWeb, {FindingEntry("external-ip-used", kWeb)}));
  const std::string id = report::ToHex(report.results[0].entry->fingerprint);
  CHECK(WriteReport(report, kPolicyReports, "d1", {}, kNow) ==
        R"({"apiVersion":"wgpolicyk8s.io/v1alpha2","kind":"PolicyReport","metadata":{)"
        R"("name":"portcullis","namespace":"shop",)"
        R"("labels":{"app.kubernetes.io/managed-by":"portcullis"},)"
        R"("annotations":{"portcullis.dev/results-digest":"d1"}},)"
        R"("summary":{"pass":0,"fail":0,"warn":1,"error":0,"skip":0},"results":[{)"
        R"("source":"portcullis","policy":"external-ip-used","result":"warn","severity":"high",)"
        R"("message":"external-ip-used: port 30080; change it",)"
        R"("timestamp":{"seconds":1795161600,"nanos":0},)"
        R"("resources":[{"apiVersion":"v1","kind":"Service","namespace":"shop","name":"web"}],)"
        R"("properties":{"resultID":")" +
            id + R"(","action":"warn"}}]})");
}

TEST_CASE("a report of the cluster is of another kind, and OpenReports have a source") {
  const auto group = GroupRef("sg-a");
  const Report report("", Held(group, {FindingEntry("icmp-not-admitted", group)}));
  const std::string text = WriteReport(report, kOpenReports, "d1", {}, kNow);
  CHECK(text.starts_with(
      R"({"apiVersion":"openreports.io/v1alpha1","kind":"ClusterReport","metadata":{)"
      R"("name":"portcullis","labels":)"));
  CHECK(text.find(R"("source":"portcullis","summary":)") != text.npos);
  CHECK(text.find(R"([{"apiVersion":"tencentcloud","kind":"SecurityGroup","name":"sg-a"}])") !=
        text.npos);
}

TEST_CASE("what a result says of a statement") {
  struct Case {
    std::string name;
    LedgerEntry entry;
    std::string result;
    std::string property;
  };
  policy::Finding denied = FindingOf("external-ip-used", kWeb);
  denied.action = policy::Action::kDeny;
  const Case cases[] = {
      {"deny", EntryOf(denied, kEnglish), "fail", R"(,"action":"deny"})"},
      {"warn", FindingEntry("external-ip-used", kWeb), "warn", R"(,"action":"warn"})"},
      {"audit", FindingEntry("external-ip-used", kWeb, Severity::kInfo), "warn",
       R"(,"action":"audit"})"},
      {"not evaluated", EntryOf(NotEvaluatedOf("external-ip-used", kWeb), kEnglish), "error",
       R"(,"reason":"facts-stale"})"},
      {"exempted", EntryOf(policy::Exempted{denied, "on purpose", ""}, kEnglish), "skip", R"("})"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Report report("shop", Held(kWeb, {c.entry}));
    const std::string text = WriteReport(report, kOpenReports, "", {}, kNow);
    CHECK(text.find("\"result\":\"" + c.result + "\"") != text.npos);
    CHECK(text.find("\"" + c.result + "\":1") != text.npos);
    CHECK(text.find(c.property) != text.npos);
    CHECK((text.find("\"severity\"") == text.npos) == (c.result == "error"));
  }
}

TEST_CASE("the worst comes first, then what is not evaluated, then what is exempted") {
  const auto exempted =
      policy::Exempted{FindingOf("external-ip-used", kWeb, Severity::kCritical, "1"), "why", ""};
  const Report report("shop",
                      Held(kWeb, {EntryOf(exempted, kEnglish),
                                  EntryOf(NotEvaluatedOf("nodeport-overexposed", kWeb), kEnglish),
                                  FindingEntry("nodeport-out-of-range", kWeb, Severity::kLow),
                                  FindingEntry("nodeport-not-admitted", kWeb, Severity::kHigh),
                                  FindingEntry("external-ip-used", kWeb, Severity::kHigh)}));
  std::string order;
  for (const Report::Result& result : report.results)
    order += std::string(result.entry->check) + "\n";
  CHECK(order ==
        "external-ip-used\nnodeport-not-admitted\nnodeport-out-of-range\nnodeport-overexposed\n"
        "external-ip-used\n");
}

TEST_CASE("a report has a thousand results, and tells how many there are") {
  std::vector<LedgerEntry> entries;
  for (std::size_t i = 0; i < Report::kMaxResults + 2; ++i) {
    const Severity severity = i < 2 ? Severity::kLow : Severity::kHigh;
    entries.push_back(FindingEntry("external-ip-used", kWeb, severity, std::to_string(i)));
  }
  const Report report("shop", Held(kWeb, std::move(entries)));
  CHECK(report.results.size() == 1000);
  CHECK(report.results.back().entry->severity == Severity::kHigh);
  const std::string text = WriteReport(report, kOpenReports, "d1", {}, kNow);
  CHECK(text.find(R"("portcullis.dev/results-left-out":"2")") != text.npos);
  CHECK(text.find(R"("warn":1002)") != text.npos);
  CHECK(text.size() < 1'000'000);
}

TEST_CASE("a digest names what a report says, whatever the times") {
  const auto digest = [](LedgerEntry entry) {
    return DigestOf(Report("shop", Held(kWeb, {std::move(entry)})), kOpenReports);
  };
  const LedgerEntry entry = FindingEntry("external-ip-used", kWeb);
  CHECK(digest(entry) == digest(entry));
  CHECK(digest(entry).size() == 16);
  LedgerEntry worse = entry;
  worse.severity = Severity::kCritical;
  CHECK(digest(worse) != digest(entry));
  LedgerEntry said_otherwise = entry;
  said_otherwise.text = "other words";
  CHECK(digest(said_otherwise) != digest(entry));
}

TEST_CASE("a result keeps the time at which it was reported first") {
  const Report report("shop", Held(kWeb, {FindingEntry("external-ip-used", kWeb),
                                          FindingEntry("nodeport-overexposed", kWeb)}));
  const std::string first = WriteReport(Report("shop", Held(kWeb, {*report.results[0].entry})),
                                        kOpenReports, "", {}, kNow - std::chrono::hours(1));
  const ResultTimes times = ReadResultTimes(first);
  CHECK(times.size() == 1);
  const std::string text = WriteReport(report, kOpenReports, "", times, kNow);
  CHECK(text.find(R"("seconds":1795158000)") != text.npos);
  CHECK(text.find(R"("seconds":1795161600)") != text.npos);
}

TEST_CASE("what is no report has no times") {
  for (const char* text : {"", "{", "[]", "{}", R"({"results":{}})", R"({"results":[1,{}]})",
                           R"({"results":[{"timestamp":{"seconds":"x"}}]})"}) {
    CAPTURE(std::string(text));
    CHECK(ReadResultTimes(text).empty());
  }
}

TEST_CASE("a page of reports") {
  CHECK_FALSE(ReadReportPage("{"));
  CHECK_FALSE(ReadReportPage("{}"));
  const auto page = ReadReportPage(R"({"metadata":{"continue":"abc"},"items":[
    {"metadata":{"name":"portcullis","namespace":"a",
                 "annotations":{"portcullis.dev/results-digest":"d1"}}},
    {"metadata":{"name":"portcullis"}},
    {"metadata":{"name":"other","namespace":"b"}}]})");
  REQUIRE(page);
  CHECK(page->next == "abc");
  CHECK(page->digests == std::map<std::string, std::string>{{"", ""}, {"a", "d1"}});
}

}  // namespace
}  // namespace portcullis::controller
