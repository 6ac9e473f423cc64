#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/facts.h"
#include "policy/instance_matching.h"

namespace portcullis::policy {

// Group lists of the facts by the names that people give: of groups, an instance, or a node. Refers to
// the facts, which must outlive it. Immutable, thread-safe.
class NamedLists {
 public:
  struct Named {
    std::vector<secgroup::GroupId> groups;
    const cluster::Instance* instance;  // whose list it is; null where groups were named
  };

  explicit NamedLists(const cluster::Facts& facts) : facts_(facts), matching_(facts.instances) {}

  // Errors: kNotFound for names that the facts do not hold; kInvalidArgument where the list is empty
  // or not given, since the cloud does not say whether it filters then.
  Result<Named> OfGroups(std::vector<secgroup::GroupId> groups) const;
  Result<Named> OfInstance(std::string_view id) const;
  // By nodeName, or the node's address where that is its name.
  Result<Named> OfNode(std::string_view name) const;

 private:
  Result<Named> Of(const cluster::Instance& instance) const;

  const cluster::Facts& facts_;
  InstanceMatching matching_;
};

}  // namespace portcullis::policy
