#include "controller/finding_ledger.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "policy/check.h"
#include "report/fingerprint.h"
#include "tests/controller/evaluations.h"

namespace portcullis::controller {
namespace {

using message::Language;
using policy::Evaluation;
using policy::Reason;
using policy::Severity;

constexpr std::string_view kCheck = "nodeport-not-admitted";
constexpr std::string_view kOther = "external-ip-used";

const policy::ObjectRef kWeb = ServiceRef("shop", "web");

std::string Describe(const std::vector<Change>& changes) {
  constexpr std::string_view kKinds[] = {"opened", "changed", "resolved"};
  std::string text;
  for (const Change& change : changes) {
    if (!text.empty()) text += "\n";
    text += std::string(kKinds[static_cast<std::size_t>(change.kind)]) + " " + change.object.name +
            " " + change.note;
  }
  return text;
}

// "shop/web external-ip-used high" a line, or with the state where it is no finding.
std::string Describe(const std::vector<std::shared_ptr<const ObjectEntries>>& objects) {
  std::string text;
  for (const auto& held : objects) {
    for (const LedgerEntry& entry : held->entries) {
      if (!text.empty()) text += "\n";
      text +=
          held->object.namespace_name + "/" + held->object.name + " " + std::string(entry.check);
      switch (entry.state) {
        case LedgerEntry::State::kFinding:
          text += " " + std::string(ToString(entry.severity));
          break;
        case LedgerEntry::State::kExempted:
          text += " exempted";
          break;
        case LedgerEntry::State::kNotEvaluated:
          text += " " + std::string(ToString(entry.reason));
          break;
      }
    }
  }
  return text;
}

Evaluation Found(policy::Finding finding) {
  Evaluation evaluation;
  evaluation.findings.push_back(std::move(finding));
  return evaluation;
}

Evaluation Exempt(policy::Finding finding, std::string until = "") {
  Evaluation evaluation;
  evaluation.exempted.push_back({std::move(finding), "on purpose", std::move(until)});
  return evaluation;
}

Evaluation Unjudged(std::string_view check) {
  Evaluation evaluation;
  evaluation.not_evaluated.push_back(NotEvaluatedOf(check, kWeb));
  return evaluation;
}

TEST_CASE("an update tells what became of the findings") {
  struct Case {
    std::string name;
    Evaluation before;
    Evaluation now;
    std::string want;
  };
  const policy::Finding found = FindingOf(kCheck, kWeb);
  const Case cases[] = {
      {"a finding is new",
       {},
       Found(found),
       "opened web nodeport-not-admitted: port 30080; change it"},
      {"a finding stays", Found(found), Found(found), ""},
      {"a finding is gone",
       Found(found),
       {},
       "resolved web no longer found: nodeport-not-admitted: port 30080; change it"},
      {"another port is another finding", Found(found),
       Found(FindingOf(kCheck, kWeb, Severity::kHigh, "30443")),
       "opened web nodeport-not-admitted: port 30443; change it\n"
       "resolved web no longer found: nodeport-not-admitted: port 30080; change it"},
      {"its severity changes", Found(found), Found(FindingOf(kCheck, kWeb, Severity::kMedium)),
       "changed web nodeport-not-admitted: port 30080; change it"},
      {"it is exempted from now on", Found(found), Exempt(found),
       "changed web nodeport-not-admitted: port 30080; exempted: on purpose"},
      {"it was exempted and is no more", Exempt(found), Found(found),
       "opened web nodeport-not-admitted: port 30080; change it"},
      {"an exempted one is new", {}, Exempt(found), ""},
      {"an exempted one is gone", Exempt(found), {}, ""},
      {"its check cannot judge any more", Found(found), Unjudged(kCheck), ""},
      {"another check cannot judge", Found(found), Unjudged(kOther),
       "resolved web no longer found: nodeport-not-admitted: port 30080; change it"},
      {"its check can judge again", Unjudged(kCheck), Found(found),
       "opened web nodeport-not-admitted: port 30080; change it"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    FindingLedger ledger;
    ledger.Update(kWeb, c.before, Language::kEnglish);
    CHECK(Describe(ledger.Update(kWeb, c.now, Language::kEnglish)) == c.want);
  }
}

TEST_CASE("a fingerprint is the published one") {
  const policy::Finding finding = FindingOf(kCheck, kWeb);
  FindingLedger ledger;
  const auto changes = ledger.Update(kWeb, Found(finding), Language::kEnglish);
  REQUIRE(changes.size() == 1);
  CHECK(report::ToHex(changes[0].entry.fingerprint) == report::Fingerprint(finding));
}

TEST_CASE("an object that is gone is forgotten") {
  FindingLedger ledger;
  ledger.Update(kWeb, Found(FindingOf(kCheck, kWeb)), Language::kEnglish);
  ledger.Remove(kWeb);
  ledger.Remove(kWeb);
  CHECK(Describe(ledger.Of("shop")) == "");
  const std::vector<CheckCounts> none(policy::AllChecks().size());
  CHECK(ledger.counts() == none);
}

TEST_CASE("every statement is held once, with the object that it is about") {
  Evaluation of_node = Found(FindingOf("node-group-missing", NodeRef("10.0.1.5")));
  of_node.findings.push_back(FindingOf("icmp-not-admitted", GroupRef("sg-a"), Severity::kLow));
  Evaluation of_facts = Found(FindingOf("icmp-not-admitted", GroupRef("sg-a"), Severity::kLow));
  of_facts.findings.push_back(FindingOf("node-group-missing", NodeRef("10.0.1.5")));
  of_facts.not_evaluated.push_back(NotEvaluatedOf("icmp-not-admitted", GroupRef("sg-b")));

  FindingLedger ledger;
  ledger.Update(NodeRef("10.0.1.5"), of_node, Language::kEnglish);
  CHECK(Describe(ledger.Of("")) == "/10.0.1.5 node-group-missing high");
  ledger.UpdateFacts(of_facts, Language::kEnglish);
  CHECK(Describe(ledger.Of("")) ==
        "/10.0.1.5 node-group-missing high\n"
        "/sg-a icmp-not-admitted low\n"
        "/sg-b icmp-not-admitted facts-stale");
  ledger.UpdateFacts({}, Language::kEnglish);
  CHECK(Describe(ledger.Of("")) == "/10.0.1.5 node-group-missing high");
}

TEST_CASE("a namespace's Services are apart from what has none") {
  FindingLedger ledger;
  for (const auto& object : {ServiceRef("a", "x"), ServiceRef("b", "y"), ServiceRef("b", "z"),
                             ServiceRef("bb", "x"), NodeRef("b")}) {
    ledger.Update(object, Found(FindingOf(kCheck, object)), Language::kEnglish);
  }
  CHECK(Describe(ledger.Of("b")) ==
        "b/y nodeport-not-admitted high\nb/z nodeport-not-admitted high");
  CHECK(Describe(ledger.Of("")) == "/b nodeport-not-admitted high");
  CHECK(Describe(ledger.Of("c")) == "");
}

TEST_CASE("touched are the namespaces of which something else is held") {
  FindingLedger ledger;
  using Names = std::set<std::string>;
  const policy::Finding found = FindingOf(kCheck, kWeb);
  ledger.Update(kWeb, Found(found), Language::kEnglish);
  ledger.Update(NodeRef("n"), {}, Language::kEnglish);
  CHECK(ledger.TakeTouched() == Names{"shop"});
  ledger.Update(kWeb, Found(found), Language::kEnglish);
  CHECK(ledger.TakeTouched() == Names{});

  SUBCASE("other words for the same finding") {
    policy::Finding other = found;
    other.say.fix = "leave it"_msg;
    CHECK(ledger.Update(kWeb, Found(other), Language::kEnglish).empty());
    CHECK(ledger.TakeTouched() == Names{"shop"});
  }
  SUBCASE("a removal") {
    ledger.Remove(kWeb);
    CHECK(ledger.TakeTouched() == Names{"shop"});
  }
  SUBCASE("facts") {
    ledger.UpdateFacts(Found(FindingOf("icmp-not-admitted", GroupRef("sg-a"))), Language::kEnglish);
    CHECK(ledger.TakeTouched() == Names{""});
  }
}

TEST_CASE("counts follow what is held") {
  FindingLedger ledger;
  const auto of = [&](std::string_view id) {
    const auto checks = policy::AllChecks();
    const auto at = std::find_if(checks.begin(), checks.end(),
                                 [&](const policy::Check& check) { return check.id == id; });
    return ledger.counts()[static_cast<std::size_t>(at - checks.begin())];
  };
  Evaluation evaluation = Found(FindingOf(kCheck, kWeb));
  evaluation.findings.push_back(FindingOf(kCheck, kWeb, Severity::kLow, "30443"));
  evaluation.exempted = Exempt(FindingOf(kOther, kWeb)).exempted;
  evaluation.not_evaluated.push_back(NotEvaluatedOf(kOther, kWeb, Reason::kUnmatched));
  ledger.Update(kWeb, evaluation, Language::kEnglish);
  CHECK(of(kCheck) == CheckCounts{{0, 1, 0, 1, 0}, 0, {}});
  CHECK(of(kOther) == CheckCounts{{}, 1, {0, 0, 0, 1, 0}});

  ledger.Update(kWeb, Exempt(FindingOf(kCheck, kWeb)), Language::kEnglish);
  CHECK(of(kCheck) == CheckCounts{{}, 1, {}});
  CHECK(of(kOther) == CheckCounts{});
}

TEST_CASE("texts are in the language of the update") {
  FindingLedger ledger;
  const policy::Finding found = FindingOf(kOther, kWeb);
  ledger.Update(kWeb, Exempt(found, "2026-12-31"), Language::kEnglish);
  CHECK(ledger.Of("shop")[0]->entries[0].text ==
        "external-ip-used: port 30080; exempted until 2026-12-31: on purpose");
  ledger.Update(kWeb, Exempt(found, "2026-12-31"), Language::kSimplifiedChinese);
  CHECK(ledger.Of("shop")[0]->entries[0].text ==
        "external-ip-used: port 30080；豁免至 2026-12-31：on purpose");
}

}  // namespace
}  // namespace portcullis::controller
