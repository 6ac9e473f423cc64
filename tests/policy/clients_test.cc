#include "policy/clients.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

using cluster::Service;
using cluster::ServiceType;
using secgroup::AddressSet;
using secgroup::Family;

const std::string kNetworks =
    "network: {nodeCidrs: [10.0.0.0/16], containerCidrs: [172.16.0.0/16]}\n";

// The second node stands outside of nodeCidrs.
const std::string kCluster = R"(
securityGroups:
- SecurityGroupId: sg-clb
  SecurityGroupPolicySet:
    Ingress:
    - {Protocol: TCP, Port: "443", CidrBlock: 198.51.100.0/25, Action: ACCEPT}
    - {Protocol: TCP, Port: "444", AddressTemplate: {AddressId: ipm-missing}, Action: ACCEPT}
- SecurityGroupId: sg-more
  SecurityGroupPolicySet:
    Ingress:
    - {Protocol: TCP, Port: "443", CidrBlock: 192.0.2.128/25, Action: ACCEPT}
instances:
- {InstanceId: ins-a, PrivateIpAddresses: [10.0.1.5], SecurityGroupIds: [sg-clb]}
- {InstanceId: ins-b, PrivateIpAddresses: [10.9.0.7], SecurityGroupIds: [sg-clb]}
)";

Expectations MakeExpectations() {
  Expectations expectations;
  expectations.node_port_clients = AddressesOf({"198.51.100.0/24", "2001:db8:1::/48"});
  expectations.internal_clients = AddressesOf({"192.0.2.0/24"});
  expectations.health_check_sources = AddressesOf({"203.0.113.0/28"});
  return expectations;
}

struct ServiceSpec {
  ServiceType type = ServiceType::kLoadBalancer;
  cluster::StringMap annotations;
  std::vector<std::string> source_ranges;
  std::vector<std::string> status_addresses;
  std::string load_balancer_class;
  std::vector<Family> families = {Family::kIPv4};
  std::uint16_t port = 443;
};

// "must ...; perhaps ...; may ...", where Must and May are those of the row: May leaves out the
// cluster's own networks, which join every May, and perhaps is left out where it is Must. "-" for
// nothing to check.
std::string Describe(const ServiceSpec& spec, const std::string& facts = kNetworks + kCluster) {
  Service service;
  service.type = spec.type;
  service.annotations = spec.annotations;
  service.load_balancer_source_ranges = spec.source_ranges;
  service.load_balancer_ips = spec.status_addresses;
  service.load_balancer_class = spec.load_balancer_class;
  service.ip_families = spec.families;
  service.ports = {{"", cluster::ServiceProtocol::kTcp, spec.port, 30080, true, {}}};
  const Expectations expectations = MakeExpectations();
  const auto view = ViewOf(facts, {}, expectations);
  const NodePort port = NodePortsOf(service, nullptr, DryRun::kNo).at(0);
  const Clients clients = ClientsOf(service, port, *view, expectations);

  CHECK(clients.must.Difference(clients.must_perhaps).Empty());
  CHECK(clients.may.Difference(clients.families).Empty());
  for (const Family family : spec.families) {
    CHECK(view->own_networks().Only(family).Difference(clients.may).Empty());
  }
  const bool is_open = clients.may == clients.families;
  if (is_open && clients.must_perhaps.Empty() && clients.must_unknown.empty()) return "-";
  std::string text = clients.must_unknown.empty() ? "must " + BlocksOf(clients.must)
                                                  : "must unknown: " + Render(clients.must_unknown, message::Language::kEnglish);
  if (clients.must_unknown.empty() && clients.must_perhaps != clients.must) {
    text += "; perhaps " + BlocksOf(clients.must_perhaps);
  }
  return text + "; may " +
         (is_open ? "anywhere" : BlocksOf(clients.may.Difference(view->own_networks())));
}

cluster::StringMap Annotated(std::string_view key, const std::string& value) {
  return {{std::string(key), value}};
}

const std::string kAnywhere = "must 0.0.0.0/0; may anywhere";
const std::string kInternal =
    "must 10.0.0.0/16 10.9.0.7/32 172.16.0.0/16 192.0.2.0/24 203.0.113.0/28; "
    "may 192.0.2.0/24 203.0.113.0/28";
const std::string kRanges =
    "must 198.51.100.0/24 203.0.113.0/28; may 198.51.100.0/24 203.0.113.0/28";

TEST_CASE("who has to reach a node port and who may: the first row that fits") {
  struct Case {
    std::string name;
    ServiceSpec spec;
    std::string want;
  };
  std::vector<Case> cases;
  const auto add = [&](const std::string& name, const std::string& want) -> ServiceSpec& {
    cases.push_back({name, {}, want});
    return cases.back().spec;
  };
  add("NodePort", "must 198.51.100.0/24; may 198.51.100.0/24").type = ServiceType::kNodePort;
  {
    ServiceSpec& spec =
        add("NodePort reads no annotations", "must 198.51.100.0/24; may 198.51.100.0/24");
    spec.type = ServiceType::kNodePort;
    spec.annotations = Annotated(cluster::kDirectAccess, "true");
  }
  add("direct access", "-").annotations = Annotated(cluster::kDirectAccess, "true");
  add("direct access false", kAnywhere).annotations = Annotated(cluster::kDirectAccess, "false");
  {
    ServiceSpec& spec = add("direct access before source ranges", "-");
    spec.annotations = Annotated(cluster::kDirectAccess, "true");
    spec.source_ranges = {"198.51.100.0/24"};
  }
  add("pass to target", "-").annotations = Annotated(cluster::kPassToTarget, "true");
  for (const std::string_view key : {cluster::kCrossRegionId, cluster::kCrossVpcId}) {
    ServiceSpec& spec = add("pass to target with " + std::string(key), kAnywhere);
    spec.annotations = Annotated(cluster::kPassToTarget, "true");
    spec.annotations.emplace(key, "x");
  }
  add("IPv6", "-").families = {Family::kIPv6};
  {
    ServiceSpec& spec = add("IPv6 before source ranges", "-");
    spec.families = {Family::kIPv6};
    spec.source_ranges = {"2001:db8::/32"};
  }
  add("source ranges", kRanges).source_ranges = {"198.51.100.0/24"};
  add("the old annotation of source ranges", kRanges).annotations =
      Annotated(cluster::kSourceRanges, "198.51.100.0/25, 198.51.100.128/25");
  {
    ServiceSpec& spec = add("source ranges before the old annotation", kRanges);
    spec.annotations = Annotated(cluster::kSourceRanges, "192.0.2.0/24");
    spec.source_ranges = {"198.51.100.0/24"};
  }
  {
    ServiceSpec& spec = add("source ranges before internal", kRanges);
    spec.annotations = Annotated(cluster::kInternalSubnet, "subnet-a");
    spec.source_ranges = {"198.51.100.0/24"};
  }
  add("a source range that cannot be read",
      "must unknown: its source range 198.51.100.0/33 cannot be read; may anywhere")
      .source_ranges = {"198.51.100.0/33"};
  add("internal by annotation", kInternal).annotations =
      Annotated(cluster::kInternalSubnet, "subnet-a");
  add("internal by a private address", kInternal).status_addresses = {"10.77.0.1"};
  add("internal by an address of the cluster", kInternal).status_addresses = {"172.16.3.3"};
  add("a public address among private ones", kAnywhere).status_addresses = {"10.77.0.1", "1.2.3.4"};
  {
    ServiceSpec& spec = add("internal before security groups", kInternal);
    spec.annotations = Annotated(cluster::kInternalSubnet, "subnet-a");
    spec.annotations.emplace(cluster::kClbSecurityGroups, "sg-clb");
  }
  add("security groups", "must 198.51.100.0/25 203.0.113.0/28; may 198.51.100.0/25 203.0.113.0/28")
      .annotations = Annotated(cluster::kClbSecurityGroups, "sg-clb");
  add("several security groups",
      "must 192.0.2.128/25 198.51.100.0/25 203.0.113.0/28; "
      "may 192.0.2.128/25 198.51.100.0/25 203.0.113.0/28")
      .annotations = Annotated(cluster::kClbSecurityGroups, "sg-clb, sg-more");
  {
    ServiceSpec& spec = add("security groups with a template that is not in the facts",
                            "must 203.0.113.0/28; perhaps 0.0.0.0/0; may anywhere");
    spec.annotations = Annotated(cluster::kClbSecurityGroups, "sg-clb");
    spec.port = 444;
  }
  add("security groups that are not in the facts",
      "must unknown: group sg-x of its load balancer is not in the facts; may anywhere")
      .annotations = Annotated(cluster::kClbSecurityGroups, "sg-clb,sg-x");
  const std::string existing =
      "must 10.0.0.0/16 10.9.0.7/32 172.16.0.0/16 192.0.2.0/24 203.0.113.0/28; perhaps 0.0.0.0/0; "
      "may anywhere";
  add("existing load balancer without address", existing).annotations =
      Annotated(cluster::kExistingLoadBalancer, "lb-a");
  {
    ServiceSpec& spec = add("existing load balancer with a public address", kAnywhere);
    spec.annotations = Annotated(cluster::kExistingLoadBalancer, "lb-a");
    spec.status_addresses = {"1.2.3.4"};
  }
  {
    ServiceSpec& spec = add("existing load balancer with a private address", kInternal);
    spec.annotations = Annotated(cluster::kExistingLoadBalancer, "lb-a");
    spec.status_addresses = {"192.168.3.4"};
  }
  {
    ServiceSpec& spec =
        add("security groups before existing load balancer",
            "must 198.51.100.0/25 203.0.113.0/28; may 198.51.100.0/25 203.0.113.0/28");
    spec.annotations = Annotated(cluster::kExistingLoadBalancer, "lb-a");
    spec.annotations.emplace(cluster::kClbSecurityGroups, "sg-clb");
  }
  add("else", kAnywhere);
  for (const std::string_view key :
       {cluster::kDirectAccess, cluster::kPassToTarget, cluster::kInternalSubnet,
        cluster::kClbSecurityGroups, cluster::kExistingLoadBalancer}) {
    ServiceSpec& spec = add("another controller: " + std::string(key), kAnywhere);
    spec.annotations = Annotated(key, "true");
    spec.load_balancer_class = "example.com/lb";
  }
  {
    ServiceSpec& spec = add("another controller: source ranges hold", kRanges);
    spec.annotations = Annotated(cluster::kSourceRanges, "198.51.100.0/24");
    spec.load_balancer_class = "example.com/lb";
  }
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Describe(c.spec) == c.want); }
  }
}

TEST_CASE("the table is read once for each IP family and cut to it") {
  const std::vector<Family> both = {Family::kIPv4, Family::kIPv6};
  struct Case {
    std::string name;
    ServiceSpec spec;
    std::string want;
  };
  const Case cases[] = {
      {"NodePort, both",
       {ServiceType::kNodePort, {}, {}, {}, "", both},
       "must 198.51.100.0/24 2001:db8:1::/48; may 198.51.100.0/24 2001:db8:1::/48"},
      {"NodePort, IPv6",
       {ServiceType::kNodePort, {}, {}, {}, "", {Family::kIPv6}},
       "must 2001:db8:1::/48; may 2001:db8:1::/48"},
      {"load balancer, both: IPv6 passes to its targets",
       {ServiceType::kLoadBalancer, {}, {}, {}, "", both},
       "must 0.0.0.0/0; may anywhere"},
      {"source ranges of both",
       {ServiceType::kLoadBalancer, {}, {"198.51.100.0/24", "2001:db8::/32"}, {}, "", both},
       "must 198.51.100.0/24 203.0.113.0/28; may 198.51.100.0/24 203.0.113.0/28 ::/0"},
      {"source ranges of the other family",
       {ServiceType::kLoadBalancer, {}, {"2001:db8::/32"}, {}, "", {Family::kIPv4}},
       "must 203.0.113.0/28; may 203.0.113.0/28"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Describe(c.spec) == c.want); }
  }
}

TEST_CASE("an internal load balancer's clients are not known without the networks") {
  ServiceSpec spec;
  spec.annotations = Annotated(cluster::kInternalSubnet, "subnet-a");
  CHECK(Describe(spec, kCluster) ==
        "must unknown: the facts do not hold the node and container networks; "
        "may 192.0.2.0/24 203.0.113.0/28");
}

TEST_CASE("special-purpose addresses") {
  struct Case {
    std::string address;
    bool want;
  };
  const Case cases[] = {
      {"0.255.255.255", true},
      {"1.0.0.0", false},
      {"9.255.255.255", false},
      {"10.0.0.0", true},
      {"100.63.255.255", false},
      {"100.64.0.0", true},
      {"100.127.255.255", true},
      {"100.128.0.0", false},
      {"127.0.0.1", true},
      {"169.254.0.1", true},
      {"172.15.255.255", false},
      {"172.31.255.255", true},
      {"172.32.0.0", false},
      {"192.168.255.255", true},
      {"192.169.0.0", false},
      {"223.255.255.255", false},
      {"224.0.0.0", true},
      {"255.255.255.255", true},
      {"::1", true},
      {"1fff::", true},
      {"2000::", false},
      {"3fff:ffff::", false},
      {"4000::", true},
      {"fe80::1", true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.address);
    CHECK(SpecialPurposeAddresses().Contains(secgroup::Address::Parse(c.address).value()) ==
          c.want);
  }
}

}  // namespace
}  // namespace portcullis::policy
