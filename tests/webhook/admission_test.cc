// The promises at admission, each quoted where it is tested. ARCHITECTURE.md lists them.

#include "webhook/admission.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "policy/wording.h"

namespace portcullis::webhook {
namespace {

using cluster::Node;
using cluster::Service;

std::chrono::system_clock::time_point Now() {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 25);
}

// One worker whose group drops node ports from anywhere but 10.0.0.0/8.
std::shared_ptr<const cluster::Facts> Facts() {
  auto facts = std::make_shared<cluster::Facts>();
  facts->cluster_id = "cls-example";
  secgroup::Rule inside;
  inside.action = secgroup::RuleAction::kAccept;
  inside.service = secgroup::ServiceSet::All();
  inside.remote = secgroup::AddressRange::ParseBlock("10.0.0.0/8").value();
  facts->inventory.groups["sg-node"] = {"sg-node", "", "1", secgroup::RuleSet{{inside}, {}}};
  cluster::Instance instance;
  instance.id = "ins-1";
  instance.groups = std::vector<secgroup::GroupId>{"sg-node"};
  instance.private_addresses = {secgroup::Address::Parse("10.0.1.5").value()};
  facts->instances.push_back(instance);
  return facts;
}

policy::Snapshot SnapshotOf(policy::Settings settings) {
  policy::Snapshot snapshot;
  snapshot.settings = std::make_shared<const policy::Settings>(std::move(settings));
  snapshot.view = policy::ClusterView::Make(Facts(), {}, snapshot.settings->expectations);
  snapshot.facts = policy::Evaluator::Facts::kKnown;
  snapshot.facts_are_configured = true;
  return snapshot;
}

// nodeport-not-admitted denies.
policy::Snapshot Denying() {
  policy::Settings settings;
  settings.checks["nodeport-not-admitted"].action = policy::Action::kDeny;
  settings.checks["nodeport-not-admitted"].exemptible = true;
  return SnapshotOf(settings);
}

Service NodePortService(std::uint16_t node_port) {
  Service service;
  service.namespace_name = "shop";
  service.name = "web";
  service.type = cluster::ServiceType::kNodePort;
  service.ports.push_back({"http", cluster::ServiceProtocol::kTcp, 80, node_port, true, {}});
  return service;
}

AdmissionRequest Create(AdmissionObject object) {
  AdmissionRequest request;
  request.uid = "uid-1";
  request.operation = Operation::kCreate;
  request.object = std::move(object);
  request.username = "alice";
  return request;
}

AdmissionRequest Update(AdmissionObject old_object, AdmissionObject object) {
  AdmissionRequest request = Create(std::move(object));
  request.operation = Operation::kUpdate;
  request.old_object = std::move(old_object);
  return request;
}

// "deny", "warn: <lines>", or "allow".
std::string Text(const Admission& admission) {
  std::string text(ToString(admission.decision));
  for (const std::string& warning : admission.response.warnings) text += "\n" + warning;
  return text;
}

std::string Decide(const AdmissionRequest& request, const policy::Snapshot& snapshot) {
  const Admission admission = Admit(request, snapshot, Now());
  CHECK(admission.response.uid == request.uid);
  CHECK(admission.response.denial.has_value() == (admission.decision == Decision::kDeny));
  return std::string(ToString(admission.decision));
}

TEST_CASE("a finding warns by default, in one line") {
  CHECK(Text(Admit(Create(NodePortService(30080)), SnapshotOf({}), Now())) ==
        "warn\nnodeport-not-admitted: TCP 30080 from anywhere but 10.0.0.0/8 dropped on 1/1 node; "
        "no rule admits it");
}

TEST_CASE("\"Skipped by the conditions below: no word at all.\"") {
  Service cluster_ip;
  cluster_ip.name = "quiet";
  CHECK(Text(Admit(Create(cluster_ip), Denying(), Now())) == "allow");

  AdmissionRequest kubelet = Create(Node{});
  kubelet.groups = {"system:nodes"};
  CHECK(Text(Admit(kubelet, Denying(), Now())) == "allow");

  AdmissionRequest controller = Create(Node{});
  controller.username = "system:serviceaccount:kube-system:cloud";
  CHECK(Text(Admit(controller, Denying(), Now())) == "allow");
}

TEST_CASE("\"never denied, only warned\": the cluster's own components") {
  const policy::Snapshot snapshot = Denying();
  CHECK(Decide(Create(NodePortService(30080)), snapshot) == "deny");
  struct Case { std::string username; std::string group; std::string want; };
  const Case cases[] = {
      {"system:apiserver", "", "warn"},
      {"system:kube-controller-manager", "", "warn"},
      {"system:kube-scheduler", "", "warn"},
      {"system:cloud-controller-manager", "", "warn"},
      {"system:serviceaccount:kube-system:service-controller", "", "warn"},
      {"system:node:n1", "system:nodes", "warn"},
      {"system:serviceaccount:kube-systems:x", "", "deny"},
      {"kubernetes-admin", "system:masters", "deny"},
      {"alice", "", "deny"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.username.c_str()) {
      AdmissionRequest request = Create(NodePortService(30080));
      request.username = c.username;
      if (!c.group.empty()) request.groups = {c.group};
      CHECK(Decide(request, snapshot) == c.want);
    }
  }
}

TEST_CASE("\"Node CREATE\" is never denied") {
  policy::Settings settings;
  settings.checks["eni-security-groups-disabled"].action = policy::Action::kDeny;
  const policy::Snapshot snapshot = SnapshotOf(settings);
  Node node;
  node.name = "10.0.1.5";
  Node disabled = node;
  disabled.annotations[std::string(cluster::kDisableEniGroups)] = "yes";
  CHECK(Decide(Create(disabled), snapshot) == "warn");
  CHECK(Decide(Update(node, disabled), snapshot) == "deny");
}

TEST_CASE("\"Only introduced findings deny; all findings of the new object warn.\"") {
  const policy::Snapshot snapshot = Denying();
  const Service old_service = NodePortService(30080);
  Service same_finding = old_service;
  same_finding.external_traffic_local = true;
  CHECK(Decide(Update(old_service, same_finding), snapshot) == "warn");
  CHECK(Decide(Update(old_service, NodePortService(30081)), snapshot) == "deny");
  Service cluster_ip = old_service;
  cluster_ip.type = cluster::ServiceType::kClusterIP;
  cluster_ip.ports[0].node_port = 0;
  CHECK(Decide(Update(cluster_ip, old_service), snapshot) == "deny");
  CHECK(Decide(Update(old_service, cluster_ip), snapshot) == "allow");
}

TEST_CASE("\"an exempted finding counts as absent\"") {
  const policy::Snapshot snapshot = Denying();
  const Service bare = NodePortService(30080);
  Service exempted = bare;
  exempted.annotations["ignore.portcullis.dev/nodeport-not-admitted"] = "until=2026-12-31; moving";
  AdmissionRequest taken_away = Update(exempted, bare);
  taken_away.spec_changed = false;
  CHECK(Decide(Create(exempted), snapshot) == "allow");
  CHECK(Decide(taken_away, snapshot) == "deny");
  AdmissionRequest given = Update(bare, exempted);
  given.spec_changed = false;
  CHECK(Decide(given, snapshot) == "allow");
}

TEST_CASE("an exemption from a check that does not exist warns, and exempts from nothing") {
  Service service = NodePortService(30080);
  service.annotations["ignore.portcullis.dev/nodeport-not-admited"] = "moving";
  const Admission admission = Admit(Create(service), SnapshotOf({}), Now());
  CHECK((admission.decision == Decision::kWarn));
  REQUIRE(admission.response.warnings.size() == 2);
  CHECK(admission.response.warnings[0].starts_with("nodeport-not-admitted: "));
  CHECK(admission.response.warnings[1] ==
        "ignore.portcullis.dev/nodeport-not-admited names no check; did you mean "
        "nodeport-not-admitted?");

  service = NodePortService(30080);
  service.annotations["ignore.portcullis.dev/" + std::string(200, 'x')] = "moving";
  const auto warnings = Admit(Create(service), SnapshotOf({}), Now()).response.warnings;
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[1].size() == 120);
}

TEST_CASE("\"An UPDATE that changes nothing that a check reads is allowed without evaluation\"") {
  const policy::Snapshot snapshot = Denying();
  AdmissionRequest labels = Update(NodePortService(30080), NodePortService(30080));
  labels.spec_changed = false;
  const Admission admission = Admit(labels, snapshot, Now());
  CHECK(Text(admission) == "allow");
  CHECK(admission.response.audit_annotations.empty());

  Node node;
  node.name = "10.0.1.5";
  node.annotations[std::string(cluster::kDisableEniGroups)] = "yes";
  AdmissionRequest cordon = Update(node, node);
  CHECK(Text(Admit(cordon, snapshot, Now())) == "allow");
}

TEST_CASE("\"An object with deletionTimestamp passes.\"") {
  Service service = NodePortService(30080);
  service.being_deleted = true;
  CHECK(Text(Admit(Create(service), Denying(), Now())) == "allow");
}

TEST_CASE("\"Dry runs: ports that the allocator only pretends to give are recognised\"") {
  Service service = NodePortService(32769);
  service.ports[0].node_port_owned = false;
  service.has_managed_fields = true;
  AdmissionRequest request = Create(service);
  request.dry_run = true;
  CHECK(Text(Admit(request, SnapshotOf({}), Now())).find("32769") == std::string::npos);
  request.dry_run = false;
  CHECK(Text(Admit(request, SnapshotOf({}), Now())).find("32769") != std::string::npos);
}

TEST_CASE("\"What is not known never denies\"") {
  policy::Snapshot snapshot = Denying();
  snapshot.view = nullptr;
  snapshot.facts = policy::Evaluator::Facts::kMissing;
  const Admission admission = Admit(Create(NodePortService(30080)), snapshot, Now());
  CHECK(Text(admission) ==
        "warn\nfacts-missing: 2 checks not evaluated; no good facts have been read yet");
  REQUIRE(admission.evaluation.not_evaluated.size() == 2);
  CHECK(admission.evaluation.not_evaluated[0].reason == policy::Reason::kFactsMissing);

  SUBCASE("without configured facts there is no such line") {
    snapshot.facts_are_configured = false;
    CHECK(Text(Admit(Create(NodePortService(30080)), snapshot, Now())) == "allow");
  }
}

TEST_CASE("denials name each violation, its cause and its field") {
  const Admission admission = Admit(Create(NodePortService(30080)), Denying(), Now());
  REQUIRE(admission.response.denial.has_value());
  REQUIRE(admission.response.denial->causes.size() == 1);
  CHECK(admission.response.denial->causes[0].field == "spec.ports[0].nodePort");
  CHECK(admission.response.denial->message == admission.response.denial->causes[0].message);
}

TEST_CASE("at most 10 warnings, the last one counts the others, none twice") {
  Service service = NodePortService(20000);
  for (std::uint16_t i = 1; i < 15; ++i) {
    service.ports.push_back({"p", cluster::ServiceProtocol::kTcp, static_cast<std::uint16_t>(80 + i),
                             static_cast<std::uint16_t>(20000 + i), true, {}});
  }
  const Admission admission = Admit(Create(service), SnapshotOf({}), Now());
  REQUIRE(admission.response.warnings.size() == 10);
  CHECK(admission.response.warnings.back() == "21 more findings; see the report");
  for (const std::string& warning : admission.response.warnings) {
    CHECK(warning.size() <= policy::kMaxLine);
  }
}

TEST_CASE("audit annotations hold the decision and the checks") {
  const Admission admission = Admit(Create(NodePortService(30080)), Denying(), Now());
  std::string text;
  for (const auto& [key, value] : admission.response.audit_annotations) {
    text += key + "=" + value + " ";
  }
  CHECK(text == "decision=deny findings=nodeport-not-admitted ");
}

}  // namespace
}  // namespace portcullis::webhook
