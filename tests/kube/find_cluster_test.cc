#include "kube/find_cluster.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/kube/scratch_folder.h"

namespace portcullis::kube {
namespace {

std::string ConfigOf(const std::string& server) {
  return "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\n"
         "clusters: [{name: c, cluster: {server: '" +
         server + "'}}]\n";
}

TEST_CASE("where a cluster is found") {
  const ScratchFolder folder;
  const std::string flag = folder.Write("flag", ConfigOf("flag"));
  const std::string variable = folder.Write("variable", ConfigOf("variable"));
  folder.Write("home/.kube/config", ConfigOf("home"));
  folder.Write("pod/namespace", "shop");
  const std::string home = folder.path() + "/home";
  const std::string missing = folder.path() + "/missing";
  struct Case {
    std::string name;
    std::string flag;
    Environment environment;
    std::string want;
  };
  const Environment pod{.kubeconfig = "",
                        .home = home,
                        .service_host = "10.0.0.1",
                        .service_port = "443",
                        .service_account_folder = folder.path() + "/pod"};
  Environment all = pod;
  all.kubeconfig = variable;
  Environment ipv6 = pod;
  ipv6.service_host = "fd00::1";
  Environment no_port = pod;
  no_port.service_port = "";
  const auto only = [](const std::string& kubeconfig, const std::string& home_folder) {
    return Environment{
        .kubeconfig = kubeconfig, .home = home_folder, .service_host = "", .service_port = ""};
  };
  const Case cases[] = {
      {"the flag before all", flag, all, "flag"},
      {"the variable before the Pod", "", all, "variable"},
      {"the Pod before the home", "", pod, "https://10.0.0.1:443"},
      {"an IPv6 Pod", "", ipv6, "https://kubernetes.default.svc:443"},
      {"no Pod without a port", "", no_port, "home"},
      {"the home", "", only("", home), "home"},
      {"missing ones of the variable", "", only(missing + ":" + variable + ":", home), "variable"},
      {"a missing flag", missing, all, missing + ": cannot be read: No such file or directory"},
      {"a missing variable", "", only(missing, home),
       missing + ": cannot be read: No such file or directory"},
      {"all of the variable missing", "", only(missing + ":" + missing, home),
       "no kubeconfig file has a current-context"},
      {"a folder", folder.path(), all, folder.path() + ": cannot be read: Is a directory"},
      {"nothing", "", only("", missing), "no cluster is known; use --kubeconfig FILE"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto access = FindCluster(c.flag, c.environment);
      const std::string got = access ? access->server : access.error().message;
      CAPTURE(got);
      CHECK(got.starts_with(c.want));
    }
  }
}

TEST_CASE("what a Pod's service account gives") {
  const ScratchFolder folder;
  folder.Write("namespace", "shop");
  const Environment pod{.kubeconfig = "",
                        .home = "",
                        .service_host = "10.0.0.1",
                        .service_port = "443",
                        .service_account_folder = folder.path()};
  CHECK(pod.is_in_cluster());
  const auto access = FindCluster("", pod).value();
  CHECK(access.authorities.file == folder.path() + "/ca.crt");
  CHECK(access.user.token.file == folder.path() + "/token");
  CHECK(access.default_namespace == "shop");
  CHECK_FALSE(access.skips_verification);
}

}  // namespace
}  // namespace portcullis::kube
