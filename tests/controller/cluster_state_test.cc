#include "controller/cluster_state.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "policy/evaluator.h"

namespace portcullis::controller {
namespace {

cluster::Service NodePortService(const std::string& name, std::uint16_t node_port = 30080) {
  cluster::Service service;
  service.namespace_name = "shop";
  service.name = name;
  service.type = cluster::ServiceType::kNodePort;
  cluster::ServicePort& port = service.ports.emplace_back();
  port.port = 80;
  port.node_port = node_port;
  return service;
}

cluster::Service ClusterIpService(const std::string& name) {
  cluster::Service service = NodePortService(name, 0);
  service.type = cluster::ServiceType::kClusterIP;
  return service;
}

cluster::Node NodeOf(const std::string& name) {
  cluster::Node node;
  node.name = name;
  node.labels = {{"pool", "web"}};
  return node;
}

// A state, and what it said of changes.
struct Changes {
  kube::ObjectHandler<cluster::Service>& services() { return state.service_handler(); }
  kube::ObjectHandler<cluster::Node>& nodes() { return state.node_handler(); }
  // Since the last call.
  std::string Take() { return std::exchange(changes, ""); }

  std::string changes;
  ClusterState state{
      [this](const kube::ObjectName& name) {
        changes += std::string(name.namespace_name) + '/' + std::string(name.name) + ' ';
      },
      [this](const kube::ObjectName& name) { changes += std::string(name.name) + ' '; }};
};

TEST_CASE("a Service is told of when it comes, changes and goes") {
  Changes changes;
  changes.services().Put(NodePortService("a"), "u-1");
  CHECK(changes.Take() == "shop/a ");
  changes.services().Put(NodePortService("a"), "u-1");
  CHECK(changes.Take() == "");
  changes.services().Put(NodePortService("a", 30081), "u-1");
  CHECK(changes.Take() == "shop/a ");
  CHECK(changes.state.FindService({"shop", "a"})->service->ports[0].node_port == 30081);
  CHECK(changes.state.FindService({"shop", "a"})->uid == "u-1");
  CHECK(!changes.state.FindService({"other", "a"}));
  changes.services().Delete({"shop", "a"});
  CHECK(changes.Take() == "shop/a ");
  CHECK(!changes.state.FindService({"shop", "a"}));
  changes.services().Delete({"shop", "a"});
  CHECK(changes.Take() == "");
}

TEST_CASE("another Service of the same name is a change") {
  Changes changes;
  changes.services().Put(NodePortService("a"), "u-1");
  changes.Take();
  changes.services().Put(NodePortService("a"), "u-2");
  CHECK(changes.Take() == "shop/a ");
  CHECK(changes.state.FindService({"shop", "a"})->uid == "u-2");
}

TEST_CASE("who wrote a node port is no change") {
  Changes changes;
  changes.services().Put(NodePortService("a"), "");
  changes.Take();
  cluster::Service owned = NodePortService("a");
  owned.has_managed_fields = owned.ports[0].node_port_owned = true;
  owned.health_check_node_port_owned = true;
  changes.services().Put(owned, "");
  CHECK(changes.Take() == "");
}

TEST_CASE("a look-up keeps what it got while the Service changes") {
  Changes changes;
  changes.services().Put(NodePortService("a"), "");
  const auto before = changes.state.FindService({"shop", "a"});
  changes.services().Put(NodePortService("a", 30081), "");
  CHECK(before->service->ports[0].node_port == 30080);
}

TEST_CASE("a list tells what is gone") {
  Changes changes;
  for (const char* name : {"a", "b", "c"}) changes.services().Put(NodePortService(name), "");
  changes.Take();
  changes.services().ListStarted();
  changes.services().Put(NodePortService("c"), "");
  changes.services().ListStarted();  // the first one broke off
  changes.services().Put(NodePortService("a"), "");
  changes.services().PutUnreadable({"shop", "b"});
  changes.services().Put(NodePortService("d"), "");
  CHECK(changes.Take() == "shop/d ");
  changes.services().ListDone();
  CHECK(changes.Take() == "shop/c ");
  std::string names;
  for (const KnownService& known : changes.state.Services()) names += known.service->name + ' ';
  CHECK(names == "a b d ");
}

TEST_CASE("Services that cannot have findings are not kept") {
  cluster::Service no_allocation = NodePortService("a", 0);
  no_allocation.type = cluster::ServiceType::kLoadBalancer;
  no_allocation.allocate_load_balancer_node_ports = false;
  cluster::Service health_check = no_allocation;
  health_check.external_traffic_local = true;
  cluster::Service external_ip = ClusterIpService("a");
  external_ip.external_ips = {"192.0.2.1"};
  cluster::Service exempted = ClusterIpService("a");
  exempted.annotations = {{"ignore.portcullis.dev/external-ip-used", "x"}};

  struct Case { std::string name; cluster::Service service; bool is_kept; };
  const Case cases[] = {
      {"NodePort", NodePortService("a"), true},
      {"NodePort without a number yet", NodePortService("a", 0), true},
      {"ClusterIP", ClusterIpService("a"), false},
      {"ClusterIP with an exemption", exempted, false},
      {"ClusterIP with an external IP", external_ip, true},
      {"LoadBalancer without node ports", no_allocation, false},
      {"LoadBalancer with nothing but a health check", health_check, true},
  };
  const policy::Settings settings;
  const policy::Evaluator evaluator(settings, nullptr, policy::Evaluator::Facts::kMissing, {});
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Changes changes;
      changes.services().Put(c.service, "");
      CHECK(changes.state.FindService({"shop", "a"}).has_value() == c.is_kept);
      CHECK(changes.Take() == (c.is_kept ? "shop/a " : ""));
      const auto evaluation = evaluator.OfService(c.service, nullptr, policy::DryRun::kNo);
      CHECK((evaluation.findings.empty() && evaluation.not_evaluated.empty()) == !c.is_kept);
    }
  }
}

TEST_CASE("a Service that can have findings no more is as one that is gone") {
  Changes changes;
  changes.services().Put(NodePortService("a"), "");
  changes.Take();
  changes.services().Put(ClusterIpService("a"), "");
  CHECK(changes.Take() == "shop/a ");
  CHECK(!changes.state.FindService({"shop", "a"}));
}

TEST_CASE("Nodes") {
  Changes changes;
  changes.nodes().ListStarted();
  changes.nodes().Put(NodeOf("n2"), "u-2");
  changes.nodes().Put(NodeOf("n1"), "u-1");
  changes.nodes().ListDone();
  CHECK(changes.Take() == "n2 n1 ");
  changes.nodes().Put(NodeOf("n1"), "u-1");
  CHECK(changes.Take() == "");
  cluster::Node labelled = NodeOf("n1");
  labelled.labels["pool"] = "db";
  changes.nodes().Put(labelled, "u-1");
  CHECK(changes.Take() == "n1 ");
  CHECK(changes.state.FindNode("n1")->node == labelled);
  CHECK(changes.state.FindNode("n1")->uid == "u-1");
  CHECK(!changes.state.FindNode("n3"));
  CHECK(changes.state.Nodes() == std::vector<cluster::Node>{labelled, NodeOf("n2")});
  changes.nodes().Delete({"", "n2"});
  CHECK(changes.Take() == "n2 ");
}

TEST_CASE("whoever is told of a change finds it done, and may look") {
  std::string seen;
  const ClusterState* looked_at = nullptr;
  ClusterState state(
      [&](const kube::ObjectName& name) {
        const auto known = looked_at->FindService(name);
        seen += known ? std::to_string(known->service->ports[0].node_port) + ' ' : "gone ";
      },
      [](const kube::ObjectName&) {});
  looked_at = &state;
  state.service_handler().Put(NodePortService("a"), "");
  state.service_handler().ListStarted();
  state.service_handler().ListDone();
  CHECK(seen == "30080 gone ");
}

}  // namespace
}  // namespace portcullis::controller
