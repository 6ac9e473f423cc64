#include "plan/plan.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/rfc3339.h"
#include "tests/plan/groups.h"

namespace portcullis::plan {
namespace {

std::string NameOf(const policy::Finding& finding) {
  const std::string check(finding.check.substr(0, finding.check.find("-not-admitted")));
  if (finding.object.kind == policy::ObjectRef::Kind::kService)
    return check + " " + finding.object.name;
  return check + " " + std::string(finding.requirement) + " of " + finding.key.groups;
}

// A line for each change and each finding that is left.
std::string TextOf(const Plan& plan) {
  std::string text;
  for (const Change& change : plan.changes) {
    std::vector<std::string> fixes;
    for (const policy::Finding& finding : change.fixes) fixes.push_back(NameOf(finding));
    text += (change.op == Step::Op::kInsert ? "+ " : "- ") + change.group + "@" +
            (change.version ? std::to_string(*change.version) : "?") + ' ' +
            std::string(ToString(change.direction)) + ' ' + std::to_string(change.index) + " " +
            Describe(change.rule, change.direction) + " (" + policy::Join(fixes, ", ") + ")\n";
  }
  for (const Unrepaired& unrepaired : plan.unrepaired) {
    text += "! " + NameOf(unrepaired.finding) + ": " +
            message::Render(unrepaired.reason, message::Language::kEnglish) + "\n";
  }
  return text;
}

PlanInput InputOf(std::shared_ptr<const cluster::Facts> facts) {
  PlanInput input;
  input.facts = std::move(facts);
  input.now = ParseRfc3339("2026-11-25T12:00:00Z").value();
  return input;
}

// Repairs what the checks (without -not-admitted) find.
std::string PlanFor(std::shared_ptr<const cluster::Facts> facts,
                    const std::vector<std::string>& checks,
                    std::vector<cluster::Service> services = {}) {
  PlanInput input = InputOf(std::move(facts));
  for (const std::string& check : checks) input.checks.insert(check + "-not-admitted");
  input.services = std::move(services);
  return TextOf(MakePlan(input));
}

// Whatever the recommended practice wants.
const std::string kVendor =
    "ACCEPT ALL ALL 172.16.0.0/16; ACCEPT ALL ALL 10.0.0.0/16; ACCEPT TCP 30000-32768 0.0.0.0/0; "
    "ACCEPT UDP 30000-32768 0.0.0.0/0; ACCEPT ICMP ALL 0.0.0.0/0";

TEST_CASE("one list") {
  struct Case {
    std::string name;
    std::string ingress;  // of sg-a
    std::string check;
    std::string want;
  };
  const Case cases[] = {
      {"nothing to repair", "ACCEPT ALL ALL 10.0.0.0/16", "cluster-network", ""},
      {"no rule at all", "", "cluster-network",
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a)\n"},
      {"no rule admits it", "ACCEPT TCP 22 0.0.0.0/0", "cluster-network",
       "+ sg-a@7 ingress 1 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a)\n"},
      {"a rule drops it",
       "ACCEPT TCP 22 0.0.0.0/0; DROP TCP ALL 0.0.0.0/0; ACCEPT ALL ALL 10.0.0.0/8",
       "cluster-network",
       "+ sg-a@7 ingress 1 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a)\n"},
      {"a part is dropped", "DROP ALL ALL 10.0.9.0/24; ACCEPT ALL ALL 10.0.0.0/8",
       "cluster-network",
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a)\n"},
      {"a part is dropped, and the rule is there: the part",
       "DROP ALL ALL 10.0.9.0/24; ACCEPT ALL ALL 10.0.0.0/16", "cluster-network",
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.9.0/24 (cluster-network N2 of sg-a)\n"},
      {"all is dropped, and the rule is there: moved",
       "ACCEPT TCP 22 0.0.0.0/0; DROP ALL ALL 0.0.0.0/0; ACCEPT ICMP ALL 0.0.0.0/0", "icmp",
       "- sg-a@7 ingress 2 ACCEPT ICMP ALL from 0.0.0.0/0 (icmp N6 of sg-a)\n"
       "+ sg-a@8 ingress 1 ACCEPT ICMP ALL from 0.0.0.0/0 (icmp N6 of sg-a)\n"},
      {"both rows of a check", "DROP UDP 30100 0.0.0.0/0; DROP TCP 30000-30001 0.0.0.0/0",
       "nodeport-range",
       "+ sg-a@7 ingress 0 ACCEPT UDP 30000-32767 from 0.0.0.0/0 (nodeport-range N5 of sg-a)\n"
       "+ sg-a@8 ingress 2 ACCEPT TCP 30000-32767 from 0.0.0.0/0 (nodeport-range N4 of sg-a)\n"},
      {"a reference that may drop it in front", "DROP ALL ALL ipm-gone; DROP ICMP ALL 0.0.0.0/0",
       "icmp", "+ sg-a@7 ingress 0 ACCEPT ICMP ALL from 0.0.0.0/0 (icmp N6 of sg-a)\n"},
      {"a reference that may accept it in front",
       "ACCEPT ALL ALL ipm-gone; DROP ICMP ALL 1.0.0.0/8", "icmp", ""},
      {"unknown only is no finding", "DROP ALL ALL ipm-gone; ACCEPT ALL ALL 0.0.0.0/0", "icmp", ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(PlanFor(FactsOf({{"sg-a", c.ingress}}, {"sg-a"}), {c.check}) == c.want);
    }
  }
}

TEST_CASE("egress") {
  const auto facts =
      FactsOf({{"sg-a", kVendor, "ACCEPT TCP 443 0.0.0.0/0; DROP ALL ALL 0.0.0.0/0"}}, {"sg-a"});
  CHECK(PlanFor(facts, {"egress"}) ==
        "+ sg-a@7 egress 1 ACCEPT ALL ALL to 10.0.0.0/16 (egress N7 of sg-a)\n"
        "+ sg-a@8 egress 2 ACCEPT ALL ALL to 172.16.0.0/16 (egress N7 of sg-a)\n");
}

TEST_CASE("IPv6") {
  const auto facts = FactsOf(
      {{"sg-a", "DROP ALL ALL ::/0; " + kVendor}}, {"sg-a"},
      "network: {nodeCidrs: [10.0.0.0/16, '2001:db8::/64'], containerCidrs: [172.16.0.0/16]}\n");
  CHECK(PlanFor(facts, {"cluster-network"}) ==
        "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 2001:db8::/64 (cluster-network N2 of sg-a)\n");
}

TEST_CASE("several lists") {
  struct Case {
    std::string name;
    std::vector<Group> groups;
    std::vector<std::string> lists;
    std::string want;  // of cluster-network-not-admitted
  };
  const std::string drop = "DROP ALL ALL 0.0.0.0/0";
  const std::string accept = "ACCEPT ALL ALL 10.0.0.0/16";
  const Case cases[] = {
      {"an earlier group drops it",
       {{"sg-a", drop}, {"sg-b", accept}},
       {"sg-a,sg-b"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a,sg-b)\n"},
      {"no group has a rule: the last",
       {{"sg-a", ""}, {"sg-b", ""}},
       {"sg-a,sg-b"},
       "+ sg-b@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a,sg-b)\n"},
      {"a shared group repairs both lists",
       {{"sg-a", drop}, {"sg-b", ""}, {"sg-c", ""}},
       {"sg-b,sg-a", "sg-c,sg-a"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-b,sg-a, "
       "cluster-network N2 of sg-c,sg-a)\n"},
      {"each list has a group of its own",
       {{"sg-a", drop}, {"sg-b", ""}},
       {"sg-a", "sg-b"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a)\n"
       "+ sg-b@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-b)\n"},
      {"a group that another list's repair makes do",
       {{"sg-a", drop}, {"sg-b", ""}},
       {"sg-a,sg-b", "sg-b,sg-a"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a,sg-b, "
       "cluster-network N2 of sg-b,sg-a)\n"},
      {"one place for two lists, the one further in front",
       {{"sg-0", "ACCEPT TCP ALL 10.0.0.0/16"},
        {"sg-a", "DROP TCP ALL 0.0.0.0/0; DROP UDP ALL 0.0.0.0/0"}},
       {"sg-0,sg-a", "sg-a"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-0,sg-a, "
       "cluster-network N2 of sg-a)\n"},
      {"one group at two places of a list",
       {{"sg-a", "DROP TCP ALL 0.0.0.0/0"}, {"sg-b", "DROP UDP ALL 0.0.0.0/0"}},
       {"sg-a,sg-b,sg-a"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of "
       "sg-a,sg-b,sg-a)\n"},
      {"a rule that stands in a shared group already, too far behind for one list",
       {{"sg-a", "DROP TCP ALL 10.0.0.0/16"},
        {"sg-b", "DROP ALL ALL 0.0.0.0/0; ACCEPT ALL ALL 10.0.0.0/16"}},
       {"sg-b", "sg-a,sg-b"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a,sg-b)\n"
       "- sg-b@7 ingress 1 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-b)\n"
       "+ sg-b@8 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-b)\n"},
      {"a list that ends at a group without rules",
       {{"sg-a", drop}},
       {"sg-a,sg-gone"},
       "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a,sg-gone)\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(PlanFor(FactsOf(c.groups, c.lists), {"cluster-network"}) == c.want);
    }
  }
}

TEST_CASE("Services") {
  const std::string narrow = "ACCEPT TCP 30000-32768 10.0.0.0/8; DROP TCP 30000-32768 0.0.0.0/0";
  const auto facts = FactsOf({{"sg-a", narrow}, {"sg-b", kVendor}}, {"sg-a,sg-b", "sg-b"});
  const std::string web = "+ sg-a@7 ingress 1 ACCEPT TCP 30080 from 0.0.0.0/0 (nodeport web)\n";
  SUBCASE("one") { CHECK(PlanFor(facts, {"nodeport"}, {NodePortService("web", 30080)}) == web); }
  SUBCASE("two") {
    CHECK(PlanFor(facts, {"nodeport"},
                  {NodePortService("web", 30080), NodePortService("api", 30090)}) ==
          "+ sg-a@7 ingress 1 ACCEPT TCP 30090 from 0.0.0.0/0 (nodeport api)\n"
          "+ sg-a@8 ingress 2 ACCEPT TCP 30080 from 0.0.0.0/0 (nodeport web)\n");
  }
  SUBCASE("two at one port") {
    CHECK(PlanFor(facts, {"nodeport"},
                  {NodePortService("web", 30080), NodePortService("api", 30080)}) ==
          "+ sg-a@7 ingress 1 ACCEPT TCP 30080 from 0.0.0.0/0 (nodeport api, nodeport web)\n");
  }
  SUBCASE("a row makes their rules needless") {
    CHECK(PlanFor(facts, {"nodeport", "nodeport-range"}, {NodePortService("web", 30080)}) ==
          "+ sg-a@7 ingress 1 ACCEPT TCP 30000-32767 from 0.0.0.0/0 (nodeport web, nodeport-range "
          "N4 of "
          "sg-a,sg-b)\n");
  }
  SUBCASE("both families") {
    cluster::Service service = NodePortService("web", 30080);
    service.ip_families = {secgroup::Family::kIPv4, secgroup::Family::kIPv6};
    CHECK(PlanFor(facts, {"nodeport"}, {service}) ==
          "+ sg-a@7 ingress 1 ACCEPT TCP 30080 from 0.0.0.0/0 (nodeport web)\n"
          "+ sg-b@7 ingress 5 ACCEPT TCP 30080 from ::/0 (nodeport web)\n");
  }
  SUBCASE("the clients that it names, only those that are missing") {
    cluster::Service service = NodePortService("web", 30080);
    service.type = cluster::ServiceType::kLoadBalancer;
    service.load_balancer_source_ranges = {"10.0.0.0/8", "203.0.113.0/24", "198.51.100.0/24"};
    CHECK(PlanFor(facts, {"nodeport"}, {service}) ==
          "+ sg-a@7 ingress 1 ACCEPT TCP 30080 from 198.51.100.0/24 (nodeport web)\n"
          "+ sg-a@8 ingress 2 ACCEPT TCP 30080 from 203.0.113.0/24 (nodeport web)\n");
  }
  SUBCASE("a port that is not allocated may be any of the range") {
    CHECK(PlanFor(FactsOf({{"sg-a", "DROP TCP 30000-32768 0.0.0.0/0"}}, {"sg-a"}), {"nodeport"},
                  {NodePortService("web", 0)}) ==
          "+ sg-a@7 ingress 0 ACCEPT TCP 30000-32767 from 0.0.0.0/0 (nodeport web, "
          "nodeport-range N4 of sg-a)\n");
  }
  SUBCASE("a protocol without a name") {
    cluster::Service service = NodePortService("web", 30080);
    service.ports[0].protocol = cluster::ServiceProtocol::kSctp;
    CHECK(PlanFor(facts, {"nodeport"}, {service}) ==
          "! nodeport web: only a rule for ALL protocols admits it, and that lets in every port\n");
  }
}

TEST_CASE("a finding that needs none of two changes in particular is named with both") {
  PlanInput input = InputOf(FactsOf({{"sg-a", ""}}, {"sg-a"}));
  cluster::Service service = NodePortService("web", 30080);
  service.type = cluster::ServiceType::kLoadBalancer;
  service.load_balancer_source_ranges = {"10.0.0.0/16"};
  input.services = {service};
  input.settings.checks["nodeport-overexposed"].action = policy::Action::kOff;
  input.checks = {"nodeport-not-admitted", "nodeport-range-not-admitted",
                  "cluster-network-not-admitted"};
  CHECK(TextOf(MakePlan(input)) ==
        "+ sg-a@7 ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a, nodeport "
        "web)\n"
        "+ sg-a@8 ingress 1 ACCEPT TCP 30000-32767 from 0.0.0.0/0 (nodeport-range N4 of sg-a, "
        "nodeport web)\n"
        "+ sg-a@9 ingress 2 ACCEPT UDP 30000-32767 from 0.0.0.0/0 (nodeport-range N5 of sg-a)\n");
}

TEST_CASE("what stays unrepaired") {
  const std::string full = "securityGroupLimits: {SecurityGroupPolicyLimit: 2}\n";
  const std::string no_room = "sg-a would have 3 ingress rules, of at most 2";
  SUBCASE("no room in the group") {
    const auto facts =
        FactsOf({{"sg-a", "ACCEPT TCP 22 0.0.0.0/0; DROP ICMP ALL 0.0.0.0/0"}}, {"sg-a"}, full);
    CHECK(PlanFor(facts, {"icmp"}) == "! icmp N6 of sg-a: " + no_room + "\n");
  }
  SUBCASE("room for one of two") {
    const auto facts = FactsOf({{"sg-a", "ACCEPT TCP 22 0.0.0.0/0"}}, {"sg-a"}, full);
    CHECK(PlanFor(facts, {"nodeport-range"}) ==
          "+ sg-a@7 ingress 1 ACCEPT TCP 30000-32767 from 0.0.0.0/0 (nodeport-range N4 of sg-a)\n"
          "! nodeport-range N5 of sg-a: " +
              no_room + "\n");
  }
  SUBCASE("no room for each Service, but for the row that covers them") {
    const auto facts = FactsOf({{"sg-a", "DROP TCP 30000-32768 0.0.0.0/0"}}, {"sg-a"}, full);
    CHECK(PlanFor(facts, {"nodeport", "nodeport-range"},
                  {NodePortService("web", 30080), NodePortService("api", 30090)}) ==
          "+ sg-a@7 ingress 0 ACCEPT TCP 30000-32767 from 0.0.0.0/0 (nodeport api, nodeport web, "
          "nodeport-range N4 of sg-a)\n"
          "! nodeport-range N5 of sg-a: " +
              no_room + "\n");
  }
  SUBCASE("another Service would be open to more than its clients") {
    cluster::Service web = NodePortService("web", 30080);
    cluster::Service admin = web;
    admin.name = "admin";
    admin.type = cluster::ServiceType::kLoadBalancer;
    admin.load_balancer_source_ranges = {"10.0.0.0/8"};
    const auto facts = FactsOf({{"sg-a", "ACCEPT TCP 30080 10.0.0.0/8"}}, {"sg-a"});
    CHECK(PlanFor(facts, {"nodeport"}, {web, admin}) ==
          "! nodeport web: it would bring up nodeport-overexposed of shop/admin\n");
  }
  SUBCASE("a check that has no packets to admit") {
    PlanInput input = InputOf(FactsOf({{"sg-a", kVendor}}, {"sg-a"}));
    cluster::Service service = NodePortService("web", 80);
    input.services = {service};
    input.checks = {"nodeport-out-of-range"};
    CHECK(TextOf(MakePlan(input)) ==
          "! nodeport-out-of-range web: no rule that is added repairs it\n");
  }
}

TEST_CASE("a version that is not known guards nothing") {
  const auto facts = policy::FactsOf(
      "network: {nodeCidrs: [10.0.0.0/16]}\n"
      "securityGroups: [{SecurityGroupId: sg-a, SecurityGroupPolicySet: {Ingress: []}}]\n"
      "instances: [{InstanceId: ins-a, SecurityGroupIds: [sg-a]}]\n");
  CHECK(PlanFor(facts, {"cluster-network"}) ==
        "+ sg-a@? ingress 0 ACCEPT ALL ALL from 10.0.0.0/16 (cluster-network N2 of sg-a)\n");
}

TEST_CASE("a plan for the vendor's groups is empty") {
  const Plan plan = MakePlan(InputOf(FactsOf({{"sg-a", kVendor}}, {"sg-a"})));
  CHECK(TextOf(plan) == "");
  CHECK(plan.changed.empty());
}

TEST_CASE("what a plan says of itself") {
  PlanInput input = InputOf(FactsOf({{"sg-a", "DROP TCP 30000-32768 0.0.0.0/0"}, {"sg-b", kVendor}},
                                    {"sg-a,sg-b", "sg-a,sg-b", "sg-b"}));
  input.services = {NodePortService("web", 30080)};
  input.checks = {"nodeport-not-admitted"};
  const Plan plan = MakePlan(input);
  const auto names = [](const policy::Evaluation& evaluation) {
    std::vector<std::string> texts;
    for (const policy::Finding& finding : evaluation.findings) texts.push_back(NameOf(finding));
    return policy::Join(texts, "; ");
  };
  const std::string others = "cluster-network N2 of sg-a,sg-b; container-network N1 of sg-a,sg-b; ";
  const std::string more = "node-groups-inconsistent P1 of ; nodeport-range N4 of sg-a,sg-b";
  CHECK(names(plan.before) == others + "nodeport web; " + more);
  CHECK(names(plan.after) == others + more);
  REQUIRE(plan.changed.size() == 1);
  CHECK(policy::Join(plan.changed[0].groups_before) == "sg-a sg-b");
  std::vector<std::string> instances;
  for (const cluster::Instance* instance : plan.changed[0].instances) {
    instances.push_back(instance->id);
  }
  CHECK(policy::Join(instances) == "ins-0 ins-1");
  REQUIRE(plan.changed[0].changes.size() == 1);
  CHECK(plan.changed[0].changes[0].before == secgroup::Verdict::kDrop);
  CHECK(plan.changed[0].changes[0].after == secgroup::Verdict::kAccept);
  CHECK(plan.changed[0].changes[0].packets ==
        secgroup::PacketSet(secgroup::ServiceSet::Parse("TCP", "30080").value(),
                            policy::AddressesOf({"0.0.0.0/0"})));
  REQUIRE(plan.changes.size() == 1);
  CHECK(plan.changes[0].in_front_of == "DROP TCP 30000-32768 from 0.0.0.0/0");
  CHECK(plan.changes[0].rule.text.description == "portcullis: nodeport-not-admitted shop/web");
  CHECK(plan.facts->inventory.FindGroup("sg-a")->rules->ingress.size() == 2);
}

}  // namespace
}  // namespace portcullis::plan
