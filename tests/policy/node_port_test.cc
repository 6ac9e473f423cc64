#include "policy/node_port.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

using cluster::Service;
using cluster::ServiceProtocol;
using cluster::ServiceType;

struct Port {
  std::uint16_t node_port;
  bool owned = false;
  ServiceProtocol protocol = ServiceProtocol::kTcp;
};

Service MakeService(ServiceType type, const std::vector<Port>& ports,
                    bool has_managed_fields = true) {
  Service service;
  service.type = type;
  service.has_managed_fields = has_managed_fields;
  std::uint16_t number = 80;
  for (const Port& port : ports) {
    service.ports.push_back({"", port.protocol, number++, port.node_port, port.owned, {}});
  }
  return service;
}

Service WithHealthCheck(Service service, std::uint16_t number, bool owned = false) {
  service.external_traffic_local = true;
  service.health_check_node_port = number;
  service.health_check_node_port_owned = owned;
  return service;
}

Service WithoutAllocation(Service service) {
  service.allocate_load_balancer_node_ports = false;
  return service;
}

// "TCP 30080; health check TCP 30090"
std::string Describe(const Service& service, const Service* old, DryRun dry_run) {
  std::vector<std::string> texts;
  for (const NodePort& port : NodePortsOf(service, old, dry_run)) {
    texts.push_back(Render(port.Describe(), message::Language::kEnglish));
  }
  return Join(texts, "; ");
}

TEST_CASE("a dry run's invented numbers stand for no port; a stored one's numbers are real") {
  constexpr auto kClusterIP = ServiceType::kClusterIP;
  constexpr auto kNodePort = ServiceType::kNodePort;
  constexpr auto kLoadBalancer = ServiceType::kLoadBalancer;
  constexpr auto kUdp = ServiceProtocol::kUdp;
  const std::string open = "any TCP node port";
  const std::string health = "health check any TCP node port";
  const Service none = MakeService(kClusterIP, {{0}});
  struct Case {
    std::string name;
    Service service;
    std::optional<Service> old;
    DryRun dry_run;
    std::string want;
  };
  const Case cases[] = {
      {"create, allocated", MakeService(kNodePort, {{32524}}), {}, DryRun::kNo, "TCP 32524"},
      {"create, allocated above the default range",
       MakeService(kNodePort, {{32769}}),
       {},
       DryRun::kNo,
       "TCP 32769"},
      {"create, load balancer with Local",
       WithHealthCheck(MakeService(kLoadBalancer, {{31000}}), 31001),
       {},
       DryRun::kNo,
       "TCP 31000; health check TCP 31001"},
      {"update from ClusterIP", MakeService(kNodePort, {{31000}}), none, DryRun::kNo, "TCP 31000"},
      {"update that omits the node port", MakeService(kNodePort, {{31000}}),
       MakeService(kNodePort, {{31000}}), DryRun::kYes, "TCP 31000"},
      {"dry run, none given",
       MakeService(kNodePort, {{32769}, {32770}}),
       {},
       DryRun::kYes,
       open + "; " + open},
      {"dry run, one explicit, the other one above",
       MakeService(kNodePort, {{30080, true}, {30081}}),
       {},
       DryRun::kYes,
       "TCP 30080; " + open},
      {"dry run, one port for TCP and UDP",
       MakeService(kNodePort, {{32769}, {32769, false, kUdp}}),
       {},
       DryRun::kYes,
       open + "; any UDP node port"},
      {"dry run, update from ClusterIP", MakeService(kNodePort, {{32769}}), none, DryRun::kYes,
       open},
      {"dry run, explicit port outside the range",
       MakeService(kNodePort, {{80, true}}),
       {},
       DryRun::kYes,
       "TCP 80"},
      {"dry run, explicit port where invented ones lie",
       MakeService(kNodePort, {{32769, true}}),
       {},
       DryRun::kYes,
       "TCP 32769"},
      {"dry run, a port added", MakeService(kNodePort, {{31000}, {32769}}),
       MakeService(kNodePort, {{31000}}), DryRun::kYes, "TCP 31000; " + open},
      {"dry run, the old object has the number for another protocol",
       MakeService(kNodePort, {{32769}}), MakeService(kNodePort, {{32769, false, kUdp}}),
       DryRun::kYes, open},
      {"dry run, the old object has an explicit high port", MakeService(kNodePort, {{32769}}),
       MakeService(kNodePort, {{32769}}), DryRun::kYes, "TCP 32769"},
      {"dry run, health check invented",
       WithHealthCheck(MakeService(kLoadBalancer, {{30080, true}}), 30081),
       {},
       DryRun::kYes,
       "TCP 30080; " + health},
      {"dry run, health check explicit",
       WithHealthCheck(MakeService(kLoadBalancer, {{30080, true}}), 30090, true),
       {},
       DryRun::kYes,
       "TCP 30080; health check TCP 30090"},
      {"dry run, health check of the old object",
       WithHealthCheck(MakeService(kLoadBalancer, {{31000}}), 31001),
       WithHealthCheck(MakeService(kLoadBalancer, {{31000}}), 31001), DryRun::kYes,
       "TCP 31000; health check TCP 31001"},
      {"dry run without managedFields, 32768",
       MakeService(kNodePort, {{32768}}, false),
       {},
       DryRun::kYes,
       "TCP 32768"},
      {"dry run without managedFields, 32769",
       MakeService(kNodePort, {{32769}}, false),
       {},
       DryRun::kYes,
       open},
      {"dry run without managedFields, 65535",
       MakeService(kNodePort, {{65535}}, false),
       {},
       DryRun::kYes,
       open},
      {"dry run without managedFields, the old object has it",
       MakeService(kNodePort, {{32769}}, false), MakeService(kNodePort, {{32769}}, false),
       DryRun::kYes, "TCP 32769"},
      {"dry run without managedFields, health check",
       WithHealthCheck(MakeService(kLoadBalancer, {{31000}}, false), 32769),
       {},
       DryRun::kYes,
       "TCP 31000; " + health},
      {"no allocation",
       WithoutAllocation(MakeService(kLoadBalancer, {{0}, {0}})),
       {},
       DryRun::kNo,
       ""},
      {"no allocation, one explicit",
       WithoutAllocation(MakeService(kLoadBalancer, {{0}, {30080, true}})),
       {},
       DryRun::kNo,
       "TCP 30080"},
      {"no allocation means nothing for NodePort",
       WithoutAllocation(MakeService(kNodePort, {{0}})),
       {},
       DryRun::kNo,
       open},
      {"offline, NodePort", MakeService(kNodePort, {{0}}, false), {}, DryRun::kNo, open},
      {"offline, load balancer with Local",
       WithHealthCheck(MakeService(kLoadBalancer, {{0}}, false), 0),
       {},
       DryRun::kNo,
       open + "; " + health},
      {"Local has a health check for load balancers only",
       WithHealthCheck(MakeService(kNodePort, {{31000}}), 0),
       {},
       DryRun::kNo,
       "TCP 31000"},
      {"SCTP",
       MakeService(kNodePort, {{31000, false, ServiceProtocol::kSctp}}),
       {},
       DryRun::kNo,
       "SCTP 31000"},
      {"ClusterIP", none, {}, DryRun::kNo, ""},
      {"ClusterIP with a node port left over",
       MakeService(kClusterIP, {{31000}}),
       {},
       DryRun::kNo,
       ""},
      {"ExternalName", MakeService(ServiceType::kExternalName, {{0}}), {}, DryRun::kNo, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Describe(c.service, c.old ? &*c.old : nullptr, c.dry_run) == c.want);
    }
  }
}

TEST_CASE("a node port knows its place in the Service") {
  const Service service = WithHealthCheck(
      WithoutAllocation(MakeService(ServiceType::kLoadBalancer, {{0}, {30080, true}})), 30090);
  const auto ports = NodePortsOf(service, nullptr, DryRun::kNo);
  REQUIRE(ports.size() == 2);
  CHECK(ports[0].index == 1);
  CHECK(ports[0].service_port == 81);
  CHECK(ports[1].service_port == 0);
}

TEST_CASE("what node ports are to a security group") {
  using secgroup::Protocol;
  const auto service = MakeService(
      ServiceType::kNodePort,
      {{30080}, {0, false, ServiceProtocol::kUdp}, {30090, false, ServiceProtocol::kSctp}});
  const auto services =
      ServicesOf(NodePortsOf(service, nullptr, DryRun::kNo), {30000, 32767});
  struct Case {
    std::string name;
    Protocol protocol;
    std::uint16_t port;
    bool want;
  };
  const Case cases[] = {
      {"its number", Protocol::kTcp, 30080, true},
      {"another number", Protocol::kTcp, 30081, false},
      {"first of the range", Protocol::kUdp, 30000, true},
      {"last of the range", Protocol::kUdp, 32767, true},
      {"below the range", Protocol::kUdp, 29999, false},
      {"beyond the range", Protocol::kUdp, 32768, false},
      {"SCTP has no ports", Protocol::kOther, 0, true},
      {"another protocol", Protocol::kGre, 0, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(services.Contains(c.protocol, c.port) == c.want); }
  }
}

TEST_CASE("a security group has no word for SCTP") {
  NodePort port{};
  port.protocol = ServiceProtocol::kTcp;
  CHECK(port.group_protocol() == secgroup::Protocol::kTcp);
  port.protocol = ServiceProtocol::kUdp;
  CHECK(port.group_protocol() == secgroup::Protocol::kUdp);
  port.protocol = ServiceProtocol::kSctp;
  CHECK(port.group_protocol() == secgroup::Protocol::kOther);
}

}  // namespace
}  // namespace portcullis::policy
