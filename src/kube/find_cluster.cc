#include "kube/find_cluster.h"

#include <cstdlib>
#include <sstream>
#include <utility>
#include <vector>

#include "kube/current_text.h"
#include "kube/kubeconfig.h"

namespace portcullis::kube {
namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::vector<std::string> SplitPaths(const std::string& list) {
  std::vector<std::string> paths;
  std::istringstream text(list);
  for (std::string path; std::getline(text, path, ':');) {
    if (!path.empty()) paths.push_back(path);
  }
  return paths;
}

Result<ClusterAccess> ReadExisting(const std::vector<std::string>& paths) {
  std::vector<KubeconfigFile> files;
  for (const std::string& path : paths) {
    auto text = ReadSmallFile(path);
    if (text) {
      files.push_back({path, std::move(*text)});
    } else if (text.error().code != Error::Code::kNotFound || paths.size() == 1) {
      return tl::unexpected(text.error());
    }
  }
  return ReadKubeconfig(files);
}

// Source: client-go rest.InClusterConfig.
ClusterAccess OfServiceAccount(const Environment& environment) {
  const std::string& folder = environment.service_account_folder;
  ClusterAccess access{.origin = "the service account in " + folder};
  // The HTTP library cannot take an IPv6 address. The Service has this name in every cluster, and
  // the certificate is for it too.
  const bool is_ipv6 = environment.service_host.find(':') != std::string::npos;
  access.server = "https://" + (is_ipv6 ? "kubernetes.default.svc" : environment.service_host) +
                  ":" + environment.service_port;
  access.authorities.file = folder + "/ca.crt";
  access.user.token.file = folder + "/token";
  if (const auto name = ReadSmallFile(folder + "/namespace")) access.default_namespace = *name;
  return access;
}

}  // namespace

Environment Environment::OfProcess() {
  return {.kubeconfig = Variable("KUBECONFIG"),
          .home = Variable("HOME"),
          .service_host = Variable("KUBERNETES_SERVICE_HOST"),
          .service_port = Variable("KUBERNETES_SERVICE_PORT")};
}

Result<ClusterAccess> FindCluster(const std::string& kubeconfig_flag,
                                  const Environment& environment) {
  if (!kubeconfig_flag.empty()) return ReadExisting({kubeconfig_flag});
  if (!environment.kubeconfig.empty()) return ReadExisting(SplitPaths(environment.kubeconfig));
  if (environment.is_in_cluster()) return OfServiceAccount(environment);
  auto access = ReadExisting({environment.home + "/.kube/config"});
  if (access || access.error().code != Error::Code::kNotFound) return access;
  return MakeError(Error::Code::kNotFound,
                   "no cluster is known; use --kubeconfig FILE or set KUBECONFIG (" +
                       access.error().message + ")");
}

}  // namespace portcullis::kube
