#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "cluster/facts.h"
#include "cluster/node.h"
#include "message/text.h"

namespace portcullis::policy {

// The instance behind a Node, or why there is none.
using Match = tl::expected<const cluster::Instance*, message::Text>;

// Finds the instance behind a Node. The first of these that the Node has decides, and later ones are
// not tried, since addresses are reused: an instance whose nodeName is the Node's name; the providerID;
// the label cloud.tencent.com/node-instance-id; an InternalIP; the Node's name, if it is an address.
// Keeps a reference to the instances. Immutable, thread-safe.
class InstanceMatching {
 public:
  explicit InstanceMatching(const std::vector<cluster::Instance>& instances);

  // Fails where nothing answers to the Node, two keys name different instances, or several instances
  // hold its address.
  Match Find(const cluster::Node& node) const;

 private:
  Match ByAddresses(const std::vector<std::string>& addresses) const;

  std::map<std::string_view, const cluster::Instance*> by_id_;
  std::map<std::string_view, const cluster::Instance*> by_node_name_;
  std::multimap<secgroup::Address, const cluster::Instance*> by_address_;
};

// The instance id in a providerID: its last path segment, or the host of `tencentcloud://kn-...`, with
// `kn-` read as `eks-`. Empty if there is none.
std::string InstanceIdOfProvider(std::string_view provider_id);

}  // namespace portcullis::policy
