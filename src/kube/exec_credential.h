#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kube/cluster_access.h"

namespace portcullis::kube {

// The documents that go between us and a credential plugin.
// Source: client.authentication.k8s.io/v1 and v1beta1 ExecCredential.

// What a plugin answers: a token, or a certificate with its key, or all three.
struct ExecCredential {
  std::string token = {};
  std::string certificate = {};  // PEM, as the key
  std::string private_key = {};
  std::optional<std::chrono::system_clock::time_point> expires = {};  // nothing: never
};

// kInvalidArgument, without what stood in it: the text is no ExecCredential of that version, or
// holds no credentials.
Result<ExecCredential> ReadExecCredential(std::string text, std::string_view api_version);

// What a plugin is told, the text of KUBERNETES_EXEC_INFO. `authorities` is PEM.
std::string ExecInfo(const ExecPlugin& plugin, const ClusterAccess& cluster,
                     std::string_view authorities);

}  // namespace portcullis::kube
