#include "controller/reconciler.h"

#include <doctest/doctest.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "base/rfc3339.h"
#include "controller/term.h"
#include "tests/controller/refusing_api_client.h"
#include "tests/policy/cluster.h"

namespace portcullis::controller {
namespace {

// Admits nothing from outside to the node ports of ins-1 and everything to those of ins-2.
constexpr const char* kFacts =
    "network: {mode: GlobalRouter, containerCidrs: [172.16.0.0/16], nodeCidrs: [10.0.0.0/16]}\n"
    "securityGroups:\n"
    "- {SecurityGroupId: sg-closed, SecurityGroupPolicySet: {}}\n"
    "- SecurityGroupId: sg-open\n"
    "  SecurityGroupPolicySet:\n"
    "    Ingress: [{Protocol: ALL, CidrBlock: 0.0.0.0/0, Action: ACCEPT}]\n"
    "instances:\n"
    "- {InstanceId: ins-1, SecurityGroupIds: [sg-closed]}\n"
    "- {InstanceId: ins-2, SecurityGroupIds: [sg-open]}\n";

struct FixedClock final : Clock {
  TimePoint Now() const override { return ParseRfc3339("2026-11-25T12:00:00Z").value(); }
};

cluster::Service NodePortService(const std::string& name) {
  cluster::Service service;
  service.namespace_name = "shop";
  service.name = name;
  service.type = cluster::ServiceType::kNodePort;
  cluster::ServicePort& port = service.ports.emplace_back();
  port.port = 80;
  port.node_port = 30080;
  return service;
}

// A reconciler with what is around it, of a replica that leads.
struct Scene {
  explicit Scene(const std::string& facts = kFacts) { Take(facts); }

  void Take(const std::string& facts) {
    snapshots.Take({std::make_shared<const policy::Settings>(), policy::FactsOf(facts), true});
  }
  void PutService(const std::string& name) {
    state.service_handler().Put(NodePortService(name), "u-" + name);
  }
  void PutNode(const std::string& name, const std::string& instance) {
    state.node_handler().Put(policy::NodeOf(name, instance), "u-" + name);
  }
  void ReconcileService(const std::string& name) {
    reconciler.Reconcile({Key::Kind::kService, "shop", name}, &*term);
  }
  void ReconcileView() { reconciler.Reconcile({}, &*term); }

  // How many findings, or Services that were not evaluated, the gauges show of a check.
  int Shown(const std::string& check, const std::string& gauge = "portcullis_findings") const {
    std::ostringstream page;
    prometheus::TextSerializer().Serialize(page, registry.Collect());
    std::istringstream lines(page.str());
    int total = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(gauge + "{check=\"" + check + '"')) {
        total += std::stoi(line.substr(line.rfind(' ')));
      }
    }
    return total;
  }

  FixedClock clock;
  prometheus::Registry registry;
  Metrics metrics{registry};
  log::Log log{log::Format::kText, 0};
  RefusingApiClient api;
  policy::SnapshotMaker snapshots;
  ClusterState state{[](const auto&) {}, [this](const auto&) { reconciler.NodesChanged(); }};
  Reconciler reconciler{state, snapshots, clock};
  std::optional<Term> term{std::in_place,
                           Term::Options{.identity = "host_1",
                                         .may_write = [] { return true; },
                                         .uid_of = [](const auto&) { return std::nullopt; }},
                           api, clock, metrics, log};
};

TEST_CASE("nothing is shown before everything was looked at once") {
  Scene scene;
  scene.PutService("web");
  scene.ReconcileService("web");
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 1);
}

TEST_CASE("a Service is looked at as it is, however it came about") {
  Scene scene;
  scene.ReconcileView();
  scene.PutService("web");
  scene.ReconcileService("web");
  CHECK(scene.Shown("nodeport-not-admitted") == 1);
  scene.ReconcileService("web");
  CHECK(scene.Shown("nodeport-not-admitted") == 1);
  scene.state.service_handler().Delete({"shop", "web"});
  scene.ReconcileService("web");
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
}

TEST_CASE("other facts bring up what is older than they are, and their repair takes it away") {
  Scene scene;
  scene.PutService("web");
  scene.PutNode("node-2", "ins-2");
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
  std::string closed = kFacts;
  closed.replace(closed.find("ACCEPT"), 6, "DROP");
  scene.Take(closed);
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 1);
  CHECK(scene.Shown("container-network-not-admitted") == 1);
  scene.Take(kFacts);
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
  CHECK(scene.Shown("container-network-not-admitted") == 0);
}

TEST_CASE("Services are judged by the Nodes of the moment") {
  Scene scene;
  scene.PutService("web");
  scene.PutNode("node-2", "ins-2");
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
  scene.PutNode("node-1", "ins-1");
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 1);
  CHECK(scene.Shown("node-groups-inconsistent") == 1);
  scene.state.node_handler().Delete({"", "node-1"});
  scene.ReconcileView();
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
  CHECK(scene.Shown("node-groups-inconsistent") == 0);
}

TEST_CASE("a Node without an instance is not evaluated until it goes") {
  Scene scene;
  scene.PutNode("node-9", "ins-9");
  scene.ReconcileView();
  CHECK(scene.Shown("node-group-missing", "portcullis_not_evaluated") == 1);
  scene.state.node_handler().Delete({"", "node-9"});
  scene.ReconcileView();
  CHECK(scene.Shown("node-group-missing", "portcullis_not_evaluated") == 0);
}

TEST_CASE("a replica that does not lead keeps its snapshots up to date and finds nothing") {
  Scene scene;
  scene.term.reset();
  scene.PutService("web");
  scene.PutNode("node-1", "ins-1");
  scene.reconciler.Reconcile({}, nullptr);
  const auto snapshot = scene.snapshots.slot().Get();
  REQUIRE(snapshot->view->workers().size() == 1);
  CHECK(snapshot->view->workers()[0].members[0]->name() == "node-1");
  CHECK(scene.Shown("nodeport-not-admitted") == 0);
}

}  // namespace
}  // namespace portcullis::controller
