#include "policy/backends.h"

#include "policy/label_selector.h"

namespace portcullis::policy {

Backends Backends::Of(const cluster::Service& service, const ClusterView& view) {
  Backends backends;
  const bool is_load_balancer = service.type == cluster::ServiceType::kLoadBalancer;
  backends.all_ = is_load_balancer ? &view.load_balancer_workers() : &view.workers();
  const std::string* label = is_load_balancer && service.load_balancer_class.empty()
                                 ? cluster::Find(service.annotations, cluster::kBackendsLabel)
                                 : nullptr;
  if (label == nullptr || label->empty()) {
    for (const MemberClass& of_list : *backends.all_) backends.size_ += of_list.members.size();
  } else {
    const auto selector = LabelSelector::Parse(*label);
    if (!selector) {
      backends.problem_ = {"{error}"_msg, {{"error", selector.error().message}}};
      return backends;
    }
    for (const MemberClass& of_list : *backends.all_) {
      MemberClass selected{of_list.list, {}};
      for (const Member* member : of_list.members) {
        if (member->labels_of == nullptr) {
          backends.problem_ = {"the labels of {node}, which its selector reads, are not known"_msg,
                               {{"node", member->name()}}};
          return backends;
        }
        if (selector->Matches(member->labels_of->labels)) selected.members.push_back(member);
      }
      backends.size_ += selected.members.size();
      if (!selected.members.empty()) backends.selected_.push_back(std::move(selected));
    }
  }
  if (backends.size_ == 0) {
    backends.problem_ = {"no worker of the cluster can be its backend"_msg, {}};
  }
  return backends;
}

}  // namespace portcullis::policy
