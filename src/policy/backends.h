#pragma once

#include <vector>

#include "cluster/service.h"
#include "message/text.h"
#include "policy/cluster_view.h"

namespace portcullis::policy {

// The nodes that take a Service's traffic, grouped by list in order of group ids: workers with an
// instance in the facts and, for a load balancer, neither excluded by label nor left out by TKE's
// backends label. Readiness, cordon and where Pods run play no part: they change by the minute, groups
// do not.
class Backends {
 public:
  // Refers to the view, which must outlive it.
  static Backends Of(const cluster::Service& service, const ClusterView& view);

  const std::vector<MemberClass>& classes() const { return selected_.empty() ? *all_ : selected_; }
  std::size_t size() const { return size_; }
  // Why the backends cannot be told, or that there are none; empty if all is well.
  const message::Text& problem() const { return problem_; }

 private:
  const std::vector<MemberClass>* all_ = nullptr;
  std::vector<MemberClass> selected_;  // only where a selector leaves nodes out
  std::size_t size_ = 0;
  message::Text problem_;
};

}  // namespace portcullis::policy
