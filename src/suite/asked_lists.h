#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "policy/cluster_view.h"
#include "suite/packet_suite.h"

namespace portcullis::suite {

// The group lists of a cluster by the names that a case may give. Each list that is named is
// partitioned once. An instance whose groups are not known has an empty list, on which every packet is
// unknown. Not thread-safe.
class AskedLists {
 public:
  explicit AskedLists(std::shared_ptr<const policy::ClusterView> view) : view_(std::move(view)) {}

  const policy::ClusterView& view() const { return *view_; }

  // Errors: kNotFound for names that the facts do not hold, and for a role that nobody has.
  Result<std::vector<AskedList>> OfGroups(const std::vector<secgroup::GroupId>& groups,
                                          secgroup::Direction direction);
  Result<std::vector<AskedList>> OfInstance(std::string_view id,
                                            secgroup::Direction direction) const;
  // By nodeName, or the node's address where that is its name.
  Result<std::vector<AskedList>> OfNode(std::string_view name, secgroup::Direction direction) const;
  Result<std::vector<AskedList>> OfWorkers(secgroup::Direction direction) const;
  Result<std::vector<AskedList>> OfMasters(secgroup::Direction direction) const;

 private:
  AskedList Of(const policy::JudgedList& list, const cluster::Instance& instance,
               secgroup::Direction direction) const;
  std::vector<AskedList> Of(const std::vector<policy::MemberClass>& classes,
                            secgroup::Direction direction) const;

  std::shared_ptr<const policy::ClusterView> view_;
  std::map<std::pair<std::vector<secgroup::GroupId>, secgroup::Direction>,
           std::shared_ptr<const policy::JudgedList::Side>>
      of_groups_;
};

}  // namespace portcullis::suite
