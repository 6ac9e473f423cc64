#include "policy/evaluator.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/rfc3339.h"
#include "policy/wording.h"
#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kCheck = "external-ip-used";

std::string Describe(const Evaluation& evaluation) {
  std::vector<std::string> texts;
  for (const Finding& f : evaluation.findings) {
    texts.push_back(std::string(f.check) + " " + std::string(ToString(f.severity)) + " " +
                    std::string(ToString(f.action)));
  }
  for (const Exempted& e : evaluation.exempted) {
    texts.push_back(std::string(e.finding.check) + " exempted" +
                    (e.until.empty() ? "" : " to " + e.until) + ": " + e.reason);
  }
  for (const NotEvaluated& n : evaluation.not_evaluated) {
    texts.push_back(std::string(n.check) + " not evaluated: " + std::string(ToString(n.reason)));
  }
  return Join(texts, "; ");
}

Evaluation Evaluate(const cluster::Service& service, const Settings& settings) {
  return Evaluator(settings, nullptr, Evaluator::Facts::kMissing,
                   ParseRfc3339("2026-11-25T12:00:00Z").value())
      .OfService(service, nullptr, DryRun::kNo);
}

// A ClusterIP Service that claims an address, so that one check finds something, which needs no
// facts.
cluster::Service ClaimingService() {
  cluster::Service service;
  service.namespace_name = "shop";
  service.name = "web";
  service.external_ips = {"203.0.113.9"};
  return service;
}

cluster::Service NodePortService(std::uint16_t node_port) {
  cluster::Service service;
  service.namespace_name = "shop";
  service.name = "web";
  service.type = cluster::ServiceType::kNodePort;
  service.ports = {{"", cluster::ServiceProtocol::kTcp, 80, node_port, true, {}}};
  return service;
}

// What needs facts is not of interest here.
Settings WithoutFacts() {
  Settings settings;
  settings.checks["nodeport-not-admitted"].action = Action::kOff;
  settings.checks["nodeport-overexposed"].action = Action::kOff;
  return settings;
}

TEST_CASE("the settings say what a finding does and how bad it is") {
  struct Case {
    std::string name;
    CheckSettings settings;
    std::string want;
  };
  const Case cases[] = {
      {"as the catalogue says", {}, "external-ip-used high warn"},
      {"off", {Action::kOff, {}, {}}, ""},
      {"off with a severity", {Action::kOff, Severity::kCritical, {}}, ""},
      {"audit", {Action::kAudit, {}, {}}, "external-ip-used high audit"},
      {"warn", {Action::kWarn, {}, {}}, "external-ip-used high warn"},
      {"deny", {Action::kDeny, {}, {}}, "external-ip-used high deny"},
      {"a severity", {{}, Severity::kLow, {}}, "external-ip-used low warn"},
      {"both", {Action::kDeny, Severity::kCritical, {}}, "external-ip-used critical deny"},
      {"info, when asked for, speaks up",
       {Action::kDeny, Severity::kInfo, {}},
       "external-ip-used info deny"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Settings settings;
      settings.checks.emplace(kCheck, c.settings);
      CHECK(Describe(Evaluate(ClaimingService(), settings)) == c.want);
    }
  }
}

TEST_CASE("info is audit only, unless the settings give a severity") {
  struct Case {
    std::string name;
    std::uint16_t node_port;
    CheckSettings settings;
    std::string want;
  };
  const Case cases[] = {
      {"32768", 32768, {}, "nodeport-out-of-range info audit"},
      {"32768, deny", 32768, {Action::kDeny, {}, {}}, "nodeport-out-of-range info audit"},
      {"32768, audit", 32768, {Action::kAudit, {}, {}}, "nodeport-out-of-range info audit"},
      {"32768, info is asked for",
       32768,
       {{}, Severity::kInfo, {}},
       "nodeport-out-of-range info warn"},
      {"32768, a severity",
       32768,
       {Action::kDeny, Severity::kHigh, {}},
       "nodeport-out-of-range high deny"},
      {"32769", 32769, {Action::kDeny, {}, {}}, "nodeport-out-of-range medium deny"},
      {"32767", 32767, {Action::kDeny, {}, {}}, ""},
      {"30000", 30000, {Action::kDeny, {}, {}}, ""},
      {"29999", 29999, {}, "nodeport-out-of-range medium warn"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Settings settings = WithoutFacts();
      settings.checks.emplace("nodeport-out-of-range", c.settings);
      CHECK(Describe(Evaluate(NodePortService(c.node_port), settings)) == c.want);
    }
  }
}

TEST_CASE("an annotation exempts its object from its check") {
  struct Case {
    std::string name;
    std::string key;
    std::string value;
    CheckSettings settings;
    std::string want;
    std::string said;  // why it does not exempt: the finding's advice, and the beginning of its fix
  };
  const std::string key = "ignore.portcullis.dev/external-ip-used";
  const Case cases[] = {
      {"a reason", key, "migration", {}, "external-ip-used exempted: migration", ""},
      {"to the end of today",
       key,
       "until=2026-11-25; migration",
       {},
       "external-ip-used exempted to 2026-11-25: migration",
       ""},
      {"expired",
       key,
       "until=2026-11-24; migration",
       {},
       "external-ip-used high warn",
       "exemption ended 2026-11-24"},
      {"empty",
       key,
       "",
       {},
       "external-ip-used high warn",
       "exemption gives no reason; use \"[until=YYYY-MM-DD; ]reason\""},
      {"another check's",
       "ignore.portcullis.dev/nodeport-out-of-range",
       "migration",
       {},
       "external-ip-used high warn",
       ""},
      {"audit",
       key,
       "migration",
       {Action::kAudit, {}, {}},
       "external-ip-used exempted: migration",
       ""},
      {"off", key, "migration", {Action::kOff, {}, {}}, "", ""},
      {"not from what denies",
       key,
       "migration",
       {Action::kDeny, {}, {}},
       "external-ip-used high deny",
       "this check cannot be exempted by annotation"},
      {"from what denies, where that is allowed",
       key,
       "migration",
       {Action::kDeny, {}, true},
       "external-ip-used exempted: migration",
       ""},
      {"not where that is forbidden",
       key,
       "migration",
       {{}, {}, false},
       "external-ip-used high warn",
       "this check cannot be exempted by annotation"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Settings settings;
      settings.checks.emplace(kCheck, c.settings);
      cluster::Service service = ClaimingService();
      service.annotations.emplace(c.key, c.value);
      const Evaluation evaluation = Evaluate(service, settings);
      CHECK(Describe(evaluation) == c.want);
      if (!c.said.empty()) {
        REQUIRE(evaluation.findings.size() == 1);
        CHECK(AdviceOf(evaluation.findings[0], message::Language::kEnglish) == c.said);
        CHECK(FixOf(evaluation.findings[0], message::Language::kEnglish).starts_with(c.said + "; "));
      }
    }
  }
}

TEST_CASE("what needs facts is not evaluated without them, unless it is off") {
  struct Case {
    std::string name;
    Evaluator::Facts facts;
    Settings settings;
    std::uint16_t node_port;
    std::string want;
  };
  const Case cases[] = {
      {"missing",
       Evaluator::Facts::kMissing,
       {},
       30080,
       "nodeport-not-admitted not evaluated: facts-missing; "
       "nodeport-overexposed not evaluated: facts-missing"},
      {"stale",
       Evaluator::Facts::kStale,
       {},
       30080,
       "nodeport-not-admitted not evaluated: facts-stale; "
       "nodeport-overexposed not evaluated: facts-stale"},
      {"off", Evaluator::Facts::kMissing, WithoutFacts(), 30080, ""},
      {"the others are run",
       Evaluator::Facts::kMissing,
       {},
       29999,
       "nodeport-out-of-range medium warn; nodeport-not-admitted not evaluated: facts-missing; "
       "nodeport-overexposed not evaluated: facts-missing"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const Evaluator evaluator(c.settings, nullptr, c.facts, {});
      CHECK(Describe(evaluator.OfService(NodePortService(c.node_port), nullptr, DryRun::kNo)) ==
            c.want);
    }
  }
}

TEST_CASE("a Service without node ports asks nothing of the facts") {
  CHECK(Describe(Evaluate(ClaimingService(), {})) == "external-ip-used high warn");
  cluster::Service plain = ClaimingService();
  plain.external_ips.clear();
  CHECK(Describe(Evaluate(plain, {})).empty());
}

TEST_CASE("the worst finding comes first") {
  cluster::Service service = NodePortService(29999);
  service.external_ips = {"203.0.113.9"};
  CHECK(Describe(Evaluate(service, WithoutFacts())) ==
        "external-ip-used high warn; nodeport-out-of-range medium warn");
}

TEST_CASE("a Service whose nodes have no backend is not evaluated, never passed") {
  const Settings settings{};
  const auto view = ViewOf(
      "network: {nodeCidrs: [10.0.0.0/16], containerCidrs: [172.16.0.0/16]}\n"
      "instances:\n- {InstanceId: ins-m, SecurityGroupIds: [sg-a], role: MASTER}\n");
  const Evaluator evaluator(settings, view.get(), Evaluator::Facts::kKnown, {});
  CHECK(Describe(evaluator.OfService(NodePortService(30080), nullptr, DryRun::kNo)) ==
        "nodeport-not-admitted not evaluated: unmatched");
}

TEST_CASE("a Node is judged by its instance, and not at all where there is none") {
  const Settings settings{};
  const auto view = ViewOf(
      "instances:\n- {InstanceId: ins-1, SecurityGroupIds: []}\n"
      "- {InstanceId: ins-2}\n");
  const Evaluator evaluator(settings, view.get(), Evaluator::Facts::kKnown, {});
  struct Case {
    std::string instance;
    std::string want;
  };
  const Case cases[] = {{"ins-1", "node-group-missing high warn"},
                        {"ins-2", "node-group-missing not evaluated: unresolved"},
                        {"ins-x", "node-group-missing not evaluated: unmatched"}};
  for (const Case& c : cases) {
    SUBCASE(c.instance.c_str()) {
      const std::string said = Describe(evaluator.OfNode(NodeOf("node-1", c.instance)));
      CAPTURE(said);
      CHECK(said.find(c.want) != std::string::npos);
    }
  }
}

TEST_CASE("the config exempts whatever the check and the annotation say") {
  struct Case {
    std::string name;
    std::string object;
    std::string last_day;
    std::string annotation;
    CheckSettings settings;
    std::string want;
    std::string said;
  };
  const std::string ended = "exemption in the config ended 2026-11-24";
  const Case cases[] = {
      {"the object", "Service/shop/web", "", "", {}, "external-ip-used exempted: by admin", ""},
      {"to the end of today", "Service/shop/*", "2026-11-25", "", {},
       "external-ip-used exempted to 2026-11-25: by admin", ""},
      {"another object", "Service/shop/admin", "", "", {}, "external-ip-used high warn", ""},
      {"what annotations may not exempt", "*/*/*", "", "", {Action::kDeny, {}, false},
       "external-ip-used exempted: by admin", ""},
      {"before an annotation", "*/*/*", "", "until=2026-11-24; mine", {},
       "external-ip-used exempted: by admin", ""},
      {"ended", "*/*/*", "2026-11-24", "", {}, "external-ip-used high warn", ended},
      {"ended, but there is an annotation", "*/*/*", "2026-11-24", "mine", {},
       "external-ip-used exempted: mine", ""},
      {"ended like the annotation", "*/*/*", "2026-11-24", "until=2026-11-20; mine", {},
       "external-ip-used high warn", "exemption ended 2026-11-20"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Settings settings;
      settings.checks.emplace(kCheck, c.settings);
      settings.exemptions = {{std::string(kCheck), ObjectPattern::Parse(c.object).value(), "",
                              "by admin", ParseDay(c.last_day)}};
      cluster::Service service = ClaimingService();
      if (!c.annotation.empty()) {
        service.annotations.emplace("ignore.portcullis.dev/external-ip-used", c.annotation);
      }
      const Evaluation evaluation = Evaluate(service, settings);
      CHECK(Describe(evaluation) == c.want);
      if (c.said.empty()) return;
      REQUIRE(evaluation.findings.size() == 1);
      CHECK(AdviceOf(evaluation.findings[0], message::Language::kEnglish) == c.said);
    }
  }
}

TEST_CASE("of the config's exemptions one that holds goes before one that has ended") {
  const auto exemption = [](const std::string& reason, const std::string& last_day) {
    return ConfiguredExemption{std::string(kCheck), ObjectPattern::Parse("*/*/*").value(), "", reason,
                               ParseDay(last_day)};
  };
  Settings settings;
  settings.exemptions = {exemption("first", "2026-11-24"), exemption("second", ""),
                         exemption("third", "")};
  CHECK(Describe(Evaluate(ClaimingService(), settings)) == "external-ip-used exempted: second");
}

TEST_CASE("the config exempts Nodes and the cloud's objects") {
  const std::string facts =
      "network: {nodeCidrs: [10.0.0.0/16]}\n"
      "securityGroups:\n"
      "- SecurityGroupId: sg-a\n"
      "  SecurityGroupPolicySet:\n"
      "    Ingress: [{Protocol: TCP, Port: ALL, CidrBlock: 0.0.0.0/0, Action: ACCEPT},\n"
      "              {Protocol: UDP, Port: ALL, CidrBlock: 0.0.0.0/0, Action: ACCEPT},\n"
      "              {Protocol: ALL, Port: ALL, CidrBlock: 10.0.0.0/16, Action: ACCEPT}]\n"
      "    Egress: [{Protocol: ALL, Port: ALL, CidrBlock: 0.0.0.0/0, Action: ACCEPT}]\n"
      "instances:\n"
      "- {InstanceId: ins-a, PrivateIpAddresses: [10.0.1.5], SecurityGroupIds: [sg-a]}\n"
      "- {InstanceId: ins-b, PrivateIpAddresses: [10.0.1.6], SecurityGroupIds: []}\n";
  struct Case {
    std::string name;
    std::string check;
    std::string object;
    std::vector<cluster::Node> nodes;
  };
  const Case cases[] = {
      {"a group", "icmp-not-admitted", "SecurityGroup/sg-a", {}},
      {"an instance", "node-group-missing", "Instance/ins-b", {}},
      {"a Node", "node-group-missing", "Node/10.0.1.6", {NodeOf("10.0.1.6", "ins-b")}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto view = ViewOf(facts, c.nodes);
      Settings settings;
      for (const Check& check : AllChecks()) {
        if (check.id != c.check) settings.checks[std::string(check.id)].action = Action::kOff;
      }
      const auto now = ParseRfc3339("2026-11-25T12:00:00Z").value();
      const auto evaluate = [&] {
        return Evaluator(settings, view.get(), Evaluator::Facts::kKnown, now).OfFacts();
      };
      CHECK(evaluate().findings.size() == 1);
      settings.exemptions = {{c.check, ObjectPattern::Parse(c.object).value(), "", "known", {}}};
      CHECK(Describe(evaluate()) == c.check + " exempted: known");
    }
  }
}

TEST_CASE("an exemption from a check that does not exist is noticed") {
  struct Case {
    std::string key;
    std::string want;
  };
  const Case cases[] = {
      {"ignore.portcullis.dev/external-ip-used", ""},
      {"ignore.portcullis.dev/external-ips-used",
       "shop/web: ignore.portcullis.dev/external-ips-used names no check; did you mean "
       "external-ip-used?"},
      {"ignore.portcullis.dev/all",
       "shop/web: ignore.portcullis.dev/all names no check; see portcullis checks list"},
      {"ignore.portcullis.dev/",
       "shop/web: ignore.portcullis.dev/ names no check; see portcullis checks list"},
      {"ignore.portcullis.devx", ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.key.c_str()) {
      cluster::Service service;  // without anything to check
      service.namespace_name = "shop";
      service.name = "web";
      service.annotations = {{c.key, "moving"}, {"zone", "a"}};
      std::string noticed;
      for (const Notice& notice : Evaluate(service, {}).notices) {
        noticed += notice.object.namespace_name + '/' + notice.object.name + ": " +
                   Render(notice.text, message::Language::kEnglish);
      }
      CHECK(noticed == c.want);
    }
  }
}

TEST_CASE("what the facts hold is what Nodes and the cloud's objects hold") {
  const auto view = ViewOf(
      "securityGroups:\n"
      "- SecurityGroupId: sg-a\n"
      "  SecurityGroupPolicySet:\n"
      "    Ingress:\n"
      "    - {Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: DROP}\n"
      "    - {Protocol: TCP, Port: 22, CidrBlock: 0.0.0.0/0, Action: ACCEPT}\n"
      "instances:\n"
      "- {InstanceId: ins-1, SecurityGroupIds: []}\n"
      "- {InstanceId: ins-2, SecurityGroupIds: [sg-a]}\n"
      "- {InstanceId: ins-3, nodeName: node-3, SecurityGroupIds: []}\n",
      {NodeOf("node-1", "ins-1"), NodeOf("node-2", "ins-2")});
  const Settings settings;
  const Evaluator evaluator(settings, view.get(), Evaluator::Facts::kKnown, {});
  Evaluation apart;
  const auto add = [&apart](Evaluation part) {
    for (Finding& finding : part.findings) apart.findings.push_back(std::move(finding));
    for (NotEvaluated& entry : part.not_evaluated) apart.not_evaluated.push_back(std::move(entry));
  };
  add(evaluator.OfNodeAlone(NodeOf("node-1", "ins-1")));
  add(evaluator.OfNodeAlone(NodeOf("node-2", "ins-2")));
  add(evaluator.OfCloudObjects(RuleAnalysis(view->facts())));
  apart.Normalize();

  const Evaluation together = evaluator.OfFacts();
  CHECK(Describe(apart) == Describe(together));
  std::vector<std::string> missing_groups;
  for (const Finding& finding : together.findings) {
    if (finding.check == "node-group-missing") missing_groups.push_back(finding.object.name);
  }
  CHECK(Join(missing_groups) == "node-1 node-3");
  CHECK(Describe(together).find("rule-shadowed") != std::string::npos);
}

}  // namespace
}  // namespace portcullis::policy
