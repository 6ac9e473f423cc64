#include "controller/event.h"

#include <doctest/doctest.h>

#include <string>

#include "base/rfc3339.h"
#include "tests/controller/evaluations.h"

namespace portcullis::controller {
namespace {

constexpr auto kEnglish = message::Language::kEnglish;

Change ChangeOf(const policy::Finding& finding, Change::Kind kind = Change::Kind::kOpened) {
  const LedgerEntry entry = EntryOf(finding, kEnglish);
  return {kind, finding.object, entry, entry.text};
}

TEST_CASE("an event as the API server gets it") {
  const Change change = ChangeOf(FindingOf("nodeport-not-admitted", ServiceRef("shop", "web")));
  const Event event = EventOf(change, "5f0d");
  CHECK(
      WriteEvent(event, "host_1", ParseRfc3339("2026-11-20T08:00:00Z").value()) ==
      R"({"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":")" + event.name +
          R"(","namespace":"shop"},"eventTime":"2026-11-20T08:00:00.000000Z",)"
          R"("reportingController":"portcullis.dev/controller","reportingInstance":"host_1",)"
          R"("action":"Check","reason":"NodePortNotAdmitted","type":"Warning",)"
          R"("note":"nodeport-not-admitted: port 30080; change it","regarding":{"apiVersion":"v1",)"
          R"("kind":"Service","namespace":"shop","name":"web","uid":"5f0d"}})");
}

TEST_CASE("a series as the API server gets it") {
  CHECK(WriteSeries(2, ParseRfc3339("2026-11-20T08:00:00Z").value()) ==
        R"({"series":{"count":2,"lastObservedTime":"2026-11-20T08:00:00.000000Z"}})");
}

TEST_CASE("type and reason tell what became of the finding") {
  struct Case {
    policy::Severity severity;
    Change::Kind kind;
    std::string type;
    std::string reason;
  };
  const Case cases[] = {
      {policy::Severity::kLow, Change::Kind::kOpened, "Warning", "ExternalIPUsed"},
      {policy::Severity::kInfo, Change::Kind::kOpened, "Normal", "ExternalIPUsed"},
      {policy::Severity::kHigh, Change::Kind::kResolved, "Normal", "ExternalIPUsedResolved"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.reason);
    const policy::Finding finding =
        FindingOf("external-ip-used", ServiceRef("shop", "web"), c.severity);
    const Event event = EventOf(ChangeOf(finding, c.kind), "5f0d");
    CHECK(event.type == c.type);
    CHECK(event.reason == c.reason);
  }
  CHECK(ReasonOf("eni-security-groups-disabled") == "ENISecurityGroupsDisabled");
  CHECK(ReasonOf("node-group-missing") == "NodeGroupMissing");
}

TEST_CASE("a name is the same for the same change of the same object alone") {
  const policy::Finding finding = FindingOf("external-ip-used", ServiceRef("shop", "web"));
  const std::string name = EventOf(ChangeOf(finding), "5f0d").name;
  CHECK(name.size() == std::string("web.0123456789abcdef").size());
  CHECK(name.starts_with("web."));
  CHECK(EventOf(ChangeOf(finding), "5f0d").name == name);

  policy::Finding said_otherwise = finding;
  said_otherwise.say.fix = "leave it"_msg;
  CHECK(EventOf(ChangeOf(said_otherwise), "5f0d").name == name);

  CHECK(EventOf(ChangeOf(finding, Change::Kind::kResolved), "5f0d").name != name);
  CHECK(EventOf(ChangeOf(finding), "600d").name != name);
  CHECK(EventOf(ChangeOf(FindingOf("external-ip-used", ServiceRef("shop", "web"),
                                   policy::Severity::kHigh, "30443")),
                "5f0d")
            .name != name);
}

TEST_CASE("a name is a DNS subdomain") {
  struct Case {
    std::string object;
    std::string want;  // before the digits
  };
  const std::string a236(236, 'a');
  const Case cases[] = {
      {"10.0.1.5", "10.0.1.5."},
      {a236, a236 + "."},
      {a236 + "a", a236 + "."},
      {std::string(235, 'a') + ".example", std::string(235, 'a') + "."},
      {std::string(234, 'a') + "-.example", std::string(234, 'a') + "."},
  };
  for (const Case& c : cases) {
    CAPTURE(c.object);
    const std::string name =
        EventOf(ChangeOf(FindingOf("node-group-missing", NodeRef(c.object))), "").name;
    CHECK(name.substr(0, name.size() - 16) == c.want);
    CHECK(name.size() <= 253);
  }
}

TEST_CASE("a note has at most 1024 bytes and no half of a code point") {
  Change change = ChangeOf(FindingOf("external-ip-used", ServiceRef("shop", "web")));
  change.note = std::string(1022, 'x') + "日";
  CHECK(EventOf(change, "").note == std::string(1022, 'x'));
  change.note = std::string(1021, 'x') + "日";
  CHECK(EventOf(change, "").note == change.note);
}

}  // namespace
}  // namespace portcullis::controller
