#include "policy/named_list.h"

#include <algorithm>
#include <utility>

namespace portcullis::policy {

Result<NamedLists::Named> NamedLists::OfGroups(std::vector<secgroup::GroupId> groups) const {
  if (groups.empty()) return InvalidArgument("no groups are given");
  for (const secgroup::GroupId& group : groups) {
    if (facts_.inventory.FindGroup(group) == nullptr) {
      return MakeError(Error::Code::kNotFound, "group \"" + group + "\" is not in the facts");
    }
  }
  return Named{std::move(groups), nullptr};
}

Result<NamedLists::Named> NamedLists::OfInstance(std::string_view id) const {
  const auto found = std::find_if(facts_.instances.begin(), facts_.instances.end(),
                                  [&](const auto& instance) { return instance.id == id; });
  if (found == facts_.instances.end()) {
    return MakeError(Error::Code::kNotFound,
                     "instance \"" + std::string(id) + "\" is not in the facts");
  }
  return Of(*found);
}

Result<NamedLists::Named> NamedLists::OfNode(std::string_view name) const {
  cluster::Node node;
  node.name = name;
  const auto instance = matching_.Find(node);
  if (!instance) {
    return MakeError(Error::Code::kNotFound,
                     "node \"" + node.name + "\" is no nodeName or address of the facts");
  }
  return Of(**instance);
}

Result<NamedLists::Named> NamedLists::Of(const cluster::Instance& instance) const {
  if (!instance.groups || instance.groups->empty()) {
    return InvalidArgument("no groups of instance \"" + instance.id +
                           "\" are known; the cloud does not say whether it filters then");
  }
  return Named{*instance.groups, &instance};
}

}  // namespace portcullis::policy
