#include "policy/instance_matching.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace portcullis::policy {
namespace {

cluster::Instance MakeInstance(const std::string& id, const std::vector<std::string>& addresses,
                               const std::string& node_name = "") {
  cluster::Instance instance;
  instance.id = id;
  instance.node_name = node_name;
  for (const std::string& text : addresses) {
    const auto address = secgroup::Address::Parse(text).value();
    auto& list = address.family == secgroup::Family::kIPv4 ? instance.private_addresses
                                                           : instance.ipv6_addresses;
    list.push_back(address);
  }
  return instance;
}

struct Keys {
  std::string name = "worker-1";
  std::string provider_id;
  std::string label;
  std::vector<std::string> internal_ips;
};

// The instance's id, or why there is none.
std::string Match(const Keys& keys) {
  const std::vector<cluster::Instance> instances = {
      MakeInstance("ins-a", {"10.0.1.5", "2001:db8::5"}, "node-a"),
      MakeInstance("ins-b", {"10.0.1.6"}),
      MakeInstance("ins-c", {"10.0.1.7", "10.0.1.8"}),
      MakeInstance("ins-d", {"10.0.1.8"}),
      MakeInstance("eks-e", {"10.0.1.9"}),
  };
  const InstanceMatching matching(instances);
  cluster::Node node;
  node.name = keys.name;
  node.provider_id = keys.provider_id;
  if (!keys.label.empty()) node.labels.emplace(cluster::kNodeInstanceId, keys.label);
  node.internal_ips = keys.internal_ips;
  const auto match = matching.Find(node);
  return match ? (*match)->id : Render(match.error(), message::Language::kEnglish);
}

TEST_CASE("a Node is matched by the first key that it has") {
  const std::string none =
      "it has no providerID, instance label or address to find its instance by";
  struct Case {
    std::string name;
    Keys keys;
    std::string want;
  };
  const Case cases[] = {
      {"nodeName", {"node-a", "", "", {}}, "ins-a"},
      {"nodeName before label and address", {"node-a", "", "ins-b", {"10.0.1.7"}}, "ins-a"},
      {"nodeName and providerID agree", {"node-a", "qcloud:///100003/ins-a", "", {}}, "ins-a"},
      {"nodeName against providerID",
       {"node-a", "qcloud:///100003/ins-b", "", {}},
       "the facts give the name to ins-a, the providerID says ins-b"},
      {"nodeName against the providerID of an instance that is not in the facts",
       {"node-a", "qcloud:///100003/ins-x", "", {}},
       "the facts give the name to ins-a, the providerID says ins-x"},
      {"providerID", {"worker-1", "qcloud:///100003/ins-b", "", {}}, "ins-b"},
      {"providerID before label and address",
       {"worker-1", "qcloud:///100003/ins-b", "ins-a", {"10.0.1.5"}},
       "ins-b"},
      {"providerID of a native node", {"worker-1", "tencentcloud://kn-e", "", {}}, "eks-e"},
      {"providerID decides though nothing answers to it",
       {"10.0.1.6", "qcloud:///100003/ins-x", "ins-b", {"10.0.1.6"}},
       "instance ins-x of its providerID is not in the facts"},
      {"label", {"worker-1", "", "ins-b", {"10.0.1.5"}}, "ins-b"},
      {"label decides though nothing answers to it",
       {"10.0.1.6", "", "ins-x", {"10.0.1.6"}},
       "instance ins-x of its label is not in the facts"},
      {"a label that names no CVM is none", {"worker-1", "", "eks-e", {"10.0.1.6"}}, "ins-b"},
      {"address", {"10.0.1.5", "", "", {"10.0.1.6"}}, "ins-b"},
      {"IPv6 address", {"worker-1", "", "", {"2001:db8:0::5"}}, "ins-a"},
      {"addresses of one instance", {"worker-1", "", "", {"10.0.1.5", "2001:db8::5"}}, "ins-a"},
      {"address that two hold",
       {"worker-1", "", "", {"10.0.1.8"}},
       "instances ins-c and ins-d in the facts both have its address"},
      {"addresses of two",
       {"worker-1", "", "", {"10.0.1.5", "10.0.1.6"}},
       "instances ins-a and ins-b in the facts both have its address"},
      {"address decides though nothing answers to it",
       {"10.0.1.6", "", "", {"10.9.9.9"}},
       "no instance in the facts has address 10.9.9.9"},
      {"name that is an address", {"10.0.1.6", "", "", {}}, "ins-b"},
      {"name that is an address of nobody",
       {"10.9.9.9", "", "", {}},
       "no instance in the facts has address 10.9.9.9"},
      {"name that two hold",
       {"10.0.1.8", "", "", {}},
       "instances ins-c and ins-d in the facts both have its address"},
      {"nothing", {"worker-1", "", "", {}}, none},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Match(c.keys) == c.want); }
  }
}

TEST_CASE("the instance id of a providerID") {
  struct Case {
    std::string provider_id;
    std::string want;
  };
  const Case cases[] = {
      {"qcloud:///100003/ins-a1b2c3d4", "ins-a1b2c3d4"},
      {"qcloud:///ins-a1b2c3d4", "ins-a1b2c3d4"},
      {"tencentcloud://ins-a1b2c3d4", "ins-a1b2c3d4"},
      {"tencentcloud://kn-a1b2c3d4", "eks-a1b2c3d4"},
      {"tencentcloud:///800002/kn-a1b2c3d4", "eks-a1b2c3d4"},
      {"", ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.provider_id.c_str()) { CHECK(InstanceIdOfProvider(c.provider_id) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::policy
