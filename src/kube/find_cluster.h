#pragma once

#include <string>

#include "base/result.h"
#include "kube/cluster_access.h"

namespace portcullis::kube {

// What of the process's surroundings tells where the API server is. Empty: not set.
struct Environment {
  std::string kubeconfig;    // KUBECONFIG: paths with colons between them
  std::string home;          // HOME
  std::string service_host;  // KUBERNETES_SERVICE_HOST
  std::string service_port;  // KUBERNETES_SERVICE_PORT
  std::string service_account_folder = "/var/run/secrets/kubernetes.io/serviceaccount";

  static Environment OfProcess();

  // In a Pod.
  bool is_in_cluster() const { return !service_host.empty() && !service_port.empty(); }
};

// The first of: the kubeconfig that a flag names, those that KUBECONFIG names, the Pod's service
// account, ~/.kube/config. Of KUBECONFIG's files those that do not exist are skipped, as kubectl
// does.
//
// kNotFound: there is none of these; other errors as ReadKubeconfig.
Result<ClusterAccess> FindCluster(const std::string& kubeconfig_flag,
                                  const Environment& environment);

}  // namespace portcullis::kube
