#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "kube/cluster_access.h"

namespace portcullis::kube {

struct KubeconfigFile {
  std::string path;  // relative paths in it are relative to its folder
  std::string text;  // YAML or JSON
};

// The access that the current context of kubeconfig files says. Of what several files give the
// first holds, as kubectl has it. What is not looked at is ignored; fields that would change what a
// call means and are not supported (auth-provider, plugins that need a terminal) are refused.
//
// kInvalidArgument: everything that cannot be read, each mistake on a line
// `file:line:column: path: message`, without a secret. kNotFound: there is no current context.
Result<ClusterAccess> ReadKubeconfig(const std::vector<KubeconfigFile>& files);

}  // namespace portcullis::kube
