#include "policy/facts_difference.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/policy/cluster.h"
#include "tests/secgroup/packet_set_text.h"

namespace portcullis::policy {
namespace {

const std::string kWeb =
    "    - {Protocol: TCP, Port: '80', CidrBlock: 10.0.0.0/8, Action: ACCEPT}\n";
const std::string kSsh =
    "    - {Protocol: TCP, Port: '22', CidrBlock: 10.0.0.0/8, Action: ACCEPT}\n";
const std::string kNoSsh =
    "    - {Protocol: TCP, Port: '22', CidrBlock: 10.0.0.0/9, Action: DROP}\n";
const std::string kTemplate =
    "    - {Protocol: UDP, Port: '53', AddressTemplate: {AddressId: ipm-x}, Action: ACCEPT}\n";

std::string Group(const std::string& id, const std::string& ingress) {
  return "- SecurityGroupId: " + id +
         "\n  SecurityGroupPolicySet:\n    Egress: []\n    Ingress:\n" +
         (ingress.empty() ? "    []\n" : ingress);
}

std::string Groups(const std::string& groups) { return "securityGroups:\n" + groups; }

std::string Instances(const std::string& instances) { return "instances:\n" + instances; }

std::string Instance(const std::string& id, const std::string& groups) {
  return "- {InstanceId: " + id + ", SecurityGroupIds: [" + groups + "]}\n";
}

// A line a change: "sg-a > sg-a sg-b ingress [ins-1 ins-2] accept drop: tcp 80 10.0.0.0/8; ".
std::string Text(const FactsDifference& difference) {
  std::string text;
  for (const ListDifference& list : difference.lists) {
    std::vector<std::string> ids;
    for (const cluster::Instance* instance : list.instances) ids.push_back(instance->id);
    for (const secgroup::VerdictChange& change : list.changes) {
      std::string packets = secgroup::Text(change.packets);
      packets.pop_back();
      text += Join(list.groups_before) + " > " + Join(list.groups_after) + ' ' +
              std::string(secgroup::ToString(list.direction)) + " [" + Join(ids) + "] " +
              std::string(ToString(change.before)) + ' ' + std::string(ToString(change.after)) +
              (change.alike ? " alike" : "") + ": " + packets + '\n';
    }
  }
  for (const std::string& id : difference.instances_added) text += "+ " + id + '\n';
  for (const std::string& id : difference.instances_removed) text += "- " + id + '\n';
  return text;
}

TEST_CASE("instances are compared by id, those with the same pair of lists once") {
  const std::string groups = Groups(Group("sg-a", kWeb + kSsh) + Group("sg-b", kNoSsh));
  struct Case {
    std::string name;
    std::string before;
    std::string after;
    std::string want;
    bool has_effect;
  };
  const Case cases[] = {
      {"nothing", groups + Instances(Instance("ins-1", "sg-a")),
       groups + Instances(Instance("ins-1", "sg-a")), "", false},
      {"an order of rules without effect", groups + Instances(Instance("ins-1", "sg-a")),
       Groups(Group("sg-a", kSsh + kWeb)) + Instances(Instance("ins-1", "sg-a")), "", false},
      {"a group of another name without effect",
       Groups(Group("sg-a", kWeb)) + Instances(Instance("ins-1", "sg-a")),
       Groups(Group("sg-z", kWeb)) + Instances(Instance("ins-1", "sg-z")), "", false},
      {"an order of groups with effect",
       groups + Instances(Instance("ins-2", "sg-a, sg-b") + Instance("ins-1", "sg-a, sg-b")),
       groups + Instances(Instance("ins-1", "sg-b, sg-a") + Instance("ins-2", "sg-b, sg-a")),
       "sg-a sg-b > sg-b sg-a ingress [ins-1 ins-2] accept drop: tcp 22 10.0.0.0/9\n", true},
      {"each pair of lists",
       groups + Instances(Instance("ins-1", "sg-a") + Instance("ins-2", "sg-a")),
       groups + Instances(Instance("ins-1", "sg-b, sg-a") + Instance("ins-2", "sg-b")),
       "sg-a > sg-b ingress [ins-2] accept drop: tcp 22 10.0.0.0/8\ntcp 80 10.0.0.0/8\n"
       "sg-a > sg-b sg-a ingress [ins-1] accept drop: tcp 22 10.0.0.0/9\n",
       true},
      {"instances that are new or gone", groups + Instances(Instance("ins-1", "sg-a")),
       groups + Instances(Instance("ins-2", "sg-a")), "+ ins-2\n- ins-1\n", true},
      {"unknown on both sides",
       Groups(Group("sg-a", kTemplate)) + Instances(Instance("ins-1", "sg-a")),
       Groups(Group("sg-a", kTemplate)) + Instances(Instance("ins-1", "sg-a")),
       "sg-a > sg-a ingress [ins-1] unknown unknown alike: udp 53 0.0.0.0/0 ::/0\n", false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto before = ViewOf(c.before);
      const auto after = ViewOf(c.after);
      const FactsDifference difference = CompareInstances(*before, *after);
      CHECK(Text(difference) == c.want);
      CHECK(difference.HasEffect() == c.has_effect);
    }
  }
}

TEST_CASE("a list is compared without instances") {
  const auto before = ViewOf(Groups(Group("sg-a", kWeb) + Group("sg-b", "")));
  const auto after = ViewOf(Groups(Group("sg-a", "")));
  CHECK(Text(CompareList(*before, *after, {"sg-a"})) ==
        "sg-a > sg-a ingress [] accept drop: tcp 80 10.0.0.0/8\n");
  const FactsDifference gone = CompareList(*before, *after, {"sg-b"});
  REQUIRE(gone.lists.size() == 2);
  CHECK(gone.lists[0].changes.size() == 1);
  CHECK(gone.lists[0].changes[0].after == secgroup::Verdict::kUnknown);
  CHECK(gone.HasEffect());
}

}  // namespace
}  // namespace portcullis::policy
