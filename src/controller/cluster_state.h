#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "cluster/node.h"
#include "cluster/service.h"
#include "controller/packed_node.h"
#include "controller/swept_set.h"
#include "kube/object_handler.h"

namespace portcullis::controller {

// A Service of the cluster. Its uid tells it from one of the same name before it.
struct KnownService {
  std::shared_ptr<const cluster::Service> service;
  std::string uid;

  kube::ObjectName name() const { return {service->namespace_name, service->name}; }

  friend bool operator==(const KnownService& a, const KnownService& b) {
    return a.uid == b.uid && *a.service == *b.service;
  }
};

struct KnownNode {
  cluster::Node node;
  std::string uid;
};

// The Services and Nodes of the cluster, as two reflectors tell of them, and no more of them than
// checks read. Whoever evaluates is told of what changed by name only and then looks up what there
// is: changes that are quicker than evaluations merge.
//
// A Service that opens no node port and claims no external IP has no findings, whatever facts and
// config say, and is not kept: for whoever looks it is as if it were not there. So few are kept, as
// the default range has no more than 2,768 node ports for each protocol. Who wrote a Service's node
// ports is not kept either: it matters in dry runs only.
//
// A Service takes some 800 bytes, a Node some 900.
//
// Thread-safe. A look-up copies what it returns, Services as pointers.
class ClusterState {
 public:
  // Is called with the name of an object that is new, gone, or another than before in what checks
  // read, after the change, from the reflector's thread and without a lock.
  using OnChange = std::function<void(const kube::ObjectName&)>;

  ClusterState(OnChange on_service, OnChange on_node);
  ClusterState(const ClusterState&) = delete;
  ClusterState& operator=(const ClusterState&) = delete;

  // What the reflectors tell.
  kube::ObjectHandler<cluster::Service>& service_handler() { return services_; }
  kube::ObjectHandler<cluster::Node>& node_handler() { return nodes_; }

  // Nothing if there is none, or none that could have findings.
  std::optional<KnownService> FindService(const kube::ObjectName& name) const;
  std::optional<KnownNode> FindNode(std::string_view name) const;

  // By name.
  std::vector<KnownService> Services() const;
  std::vector<cluster::Node> Nodes() const;

 private:
  // Objects of one kind, T, each kept as a `Kept`.
  template <typename T, typename Kept>
  class Objects final : public kube::ObjectHandler<T> {
   public:
    explicit Objects(OnChange on_change);

    void ListStarted() override;
    void Put(T object, std::string_view uid) override;
    void PutUnreadable(const kube::ObjectName& name) override;
    void Delete(const kube::ObjectName& name) override;
    void ListDone() override;

    std::optional<Kept> Find(const kube::ObjectName& name) const;
    template <typename Visit>
    void ForEach(const Visit& visit) const;

   private:
    const OnChange on_change_;
    mutable Mutex mutex_;
    SweptSet<Kept> kept_ GUARDED_BY(mutex_);
  };

  Objects<cluster::Service, KnownService> services_;
  Objects<cluster::Node, PackedNode> nodes_;
};

}  // namespace portcullis::controller
