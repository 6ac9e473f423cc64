#include "policy/cluster_view.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

// "sg-a: ins-1 ins-2 | sg-b: node-3"
std::string Describe(const std::vector<MemberClass>& classes) {
  std::vector<std::string> texts;
  for (const MemberClass& of_list : classes) {
    std::vector<std::string> names;
    for (const Member* member : of_list.members) names.push_back(member->name());
    texts.push_back(Join(of_list.list->groups, ",") + ": " + Join(names));
  }
  return Join(texts, " | ");
}

std::string Describe(const ClusterView& view) {
  std::string text = "workers " + Describe(view.workers());
  if (!view.masters().empty()) text += "; masters " + Describe(view.masters());
  for (const auto& [node, why] : view.unmatched()) text += "; unmatched " + node->name;
  return text;
}

std::string Instance(const std::string& id, const std::string& more = "") {
  return "- {InstanceId: " + id + ", SecurityGroupIds: [sg-a]" + (more.empty() ? "" : ", " + more) +
         "}\n";
}

TEST_CASE(
    "the cluster's members: what matches a Node, has a nodeName or another role than WORKER") {
  const std::string foreign = Instance("ins-foreign");
  struct Case {
    std::string name;
    std::string instances;
    std::vector<cluster::Node> nodes;
    std::string want;
  };
  const Case cases[] = {
      {"neither Node nor nodeName: all",
       Instance("ins-1") + Instance("ins-2"),
       {},
       "workers sg-a: ins-1 ins-2"},
      {"a nodeName makes the others foreign",
       Instance("ins-1", "nodeName: node-1") + foreign,
       {},
       "workers sg-a: node-1"},
      {"a Node makes the others foreign",
       Instance("ins-1") + foreign,
       {NodeOf("node-1", "ins-1")},
       "workers sg-a: node-1"},
      {"an unmatched Node too", foreign, {NodeOf("node-1", "ins-x")}, "workers ; unmatched node-1"},
      {"a nodeName without its Node",
       Instance("ins-1") + Instance("ins-2", "nodeName: node-2"),
       {NodeOf("node-1", "ins-1")},
       "workers sg-a: node-1 node-2"},
      {"a role beside a nodeName",
       Instance("ins-1", "nodeName: node-1") + Instance("ins-m", "role: MASTER") + foreign,
       {},
       "workers sg-a: node-1; masters sg-a: ins-m"},
      {"master by role",
       Instance("ins-1") + Instance("ins-m", "role: MASTER_ETCD"),
       {},
       "workers sg-a: ins-1; masters sg-a: ins-m"},
      {"master by the old label",
       Instance("ins-m"),
       {NodeOf("node-m", "ins-m", {{std::string(cluster::kMasterRole), ""}})},
       "workers ; masters sg-a: node-m"},
      {"master by the new label",
       Instance("ins-m"),
       {NodeOf("node-m", "ins-m", {{std::string(cluster::kControlPlaneRole), "true"}})},
       "workers ; masters sg-a: node-m"},
      {"dedicated etcd is judged as neither",
       Instance("ins-1") + Instance("ins-e", "role: ETCD"),
       {},
       "workers sg-a: ins-1"},
      {"eklet has no CVM of its own",
       Instance("ins-1") + Instance("eks-1", "InstanceType: eklet"),
       {},
       "workers sg-a: ins-1"},
      {"external has no CVM of its own",
       Instance("ins-1") + Instance("ins-2", "InstanceType: external"),
       {},
       "workers sg-a: ins-1"},
      {"eklet by the Node's label",
       Instance("ins-1") + Instance("ins-2"),
       {NodeOf("node-1", "ins-1"),
        NodeOf("node-2", "ins-2", {{std::string(cluster::kInstanceTypeLabel), "eklet"}})},
       "workers sg-a: node-1"},
      {"an ordinary type",
       Instance("ins-1", "InstanceType: S5.MEDIUM4"),
       {},
       "workers sg-a: ins-1"},
      {"by list, in order of group ids",
       "- {InstanceId: ins-1, SecurityGroupIds: [sg-b, sg-a]}\n"
       "- {InstanceId: ins-2, SecurityGroupIds: [sg-a, sg-b]}\n"
       "- {InstanceId: ins-4, SecurityGroupIds: [sg-a, sg-b]}\n"
       "- {InstanceId: ins-3, SecurityGroupIds: [sg-a, sg-b]}\n",
       {},
       "workers sg-a,sg-b: ins-2 ins-3 ins-4 | sg-b,sg-a: ins-1"},
      {"groups that are empty or not given",
       "- {InstanceId: ins-1, SecurityGroupIds: []}\n- {InstanceId: ins-2}\n",
       {},
       "workers : ins-1 ins-2"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Describe(*ViewOf("instances:\n" + c.instances, c.nodes)) == c.want);
    }
  }
}

TEST_CASE("load balancers leave out the nodes that a label excludes") {
  const auto view = ViewOf(
      "instances:\n" + Instance("ins-1") + Instance("ins-2") + Instance("ins-m", "role: MASTER"),
      {NodeOf("node-1", "ins-1"),
       NodeOf("node-2", "ins-2", {{std::string(cluster::kExcludeFromLoadBalancers), ""}})});
  CHECK(Describe(view->workers()) == "sg-a: node-1 node-2");
  CHECK(Describe(view->load_balancer_workers()) == "sg-a: node-1");
}

TEST_CASE("NODES is nodeCidrs and the private addresses of the cluster's instances") {
  const std::string nodes = "network: {nodeCidrs: [10.0.0.0/16]}\ninstances:\n";
  struct Case {
    std::string name;
    std::string facts;
    std::string want;
  };
  const Case cases[] = {
      {"a worker outside", nodes + Instance("ins-1", "PrivateIpAddresses: [10.9.0.7]"),
       "10.0.0.0/16 10.9.0.7/32"},
      {"a worker inside", nodes + Instance("ins-1", "PrivateIpAddresses: [10.0.3.4]"),
       "10.0.0.0/16"},
      {"several addresses", nodes + Instance("ins-1", "PrivateIpAddresses: [10.9.0.6, 10.9.0.7]"),
       "10.0.0.0/16 10.9.0.6/31"},
      {"a master", nodes + Instance("ins-1", "PrivateIpAddresses: [10.9.0.7], role: MASTER"),
       "10.0.0.0/16 10.9.0.7/32"},
      {"dedicated etcd", nodes + Instance("ins-1", "PrivateIpAddresses: [10.9.0.7], role: ETCD"),
       "10.0.0.0/16 10.9.0.7/32"},
      {"a foreign instance",
       nodes + Instance("ins-1", "nodeName: node-1") +
           Instance("ins-2", "PrivateIpAddresses: [10.9.0.7]"),
       "10.0.0.0/16"},
      {"without nodeCidrs it is not known",
       "instances:\n" + Instance("ins-1", "PrivateIpAddresses: [10.9.0.7]"), ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(BlocksOf(ViewOf(c.facts)->nodes_network()) == c.want); }
  }
}

TEST_CASE("the cluster's own networks: nodes, containers, the VPC and peers of facts and config") {
  Expectations expectations;
  expectations.peers = {
      {"ops", "", AddressesOf({"172.30.0.0/16"}), AddressesOf({"192.168.9.0/24"})}};
  const auto view = ViewOf(
      R"(network:
  nodeCidrs: [10.0.0.0/16]
  containerCidrs: [172.16.0.0/16]
  vpcCidrs: [10.0.0.0/12]
  peerClusters:
  - {name: billing, containerCidrs: [172.20.0.0/16], nodeCidrs: [10.128.0.0/16]}
instances:
)" + Instance("ins-1", "PrivateIpAddresses: [10.200.0.7]"),
      {}, expectations);
  CHECK(BlocksOf(view->own_networks()) ==
        "10.0.0.0/12 10.128.0.0/16 10.200.0.7/32 172.16.0.0/16 172.20.0.0/16 172.30.0.0/16 "
        "192.168.9.0/24");
}

TEST_CASE("lists of pod interfaces are known in the VPC-CNI modes only") {
  const std::string rest = "instances:\n" + Instance("ins-1", "nodeName: node-1") +
                           Instance("ins-2") + R"(networkInterfaces:
- {NetworkInterfaceId: eni-1, Primary: true, GroupSet: [sg-primary], Attachment: {InstanceId: ins-1}}
- {NetworkInterfaceId: eni-2, GroupSet: [sg-pods], Attachment: {InstanceId: ins-1}}
- {NetworkInterfaceId: eni-3, GroupSet: [sg-pods], Attachment: {InstanceId: ins-1}}
- {NetworkInterfaceId: eni-4, GroupSet: [], Attachment: {InstanceId: ins-1}}
- {NetworkInterfaceId: eni-5, GroupSet: [sg-foreign], Attachment: {InstanceId: ins-2}}
- {NetworkInterfaceId: eni-6, GroupSet: [sg-loose]}
)";
  struct Case {
    std::string mode;
    std::string want;
  };
  const Case cases[] = {{"GlobalRouter", ""},
                        {"CiliumOverlay", ""},
                        {"VPC-CNI", "sg-pods"},
                        {"GlobalRouter+VPC-CNI", "sg-pods"}};
  for (const Case& c : cases) {
    SUBCASE(c.mode.c_str()) {
      const auto view = ViewOf("network: {mode: " + c.mode + "}\n" + rest);
      std::vector<std::string> lists;
      for (const JudgedList* list : view->pod_interface_lists())
        lists.push_back(Join(list->groups, ","));
      CHECK(Join(lists, " | ") == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::policy
