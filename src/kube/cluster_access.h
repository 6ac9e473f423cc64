#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

// How to reach an API server, and as whom: what a kubeconfig or a Pod's service account says,
// before any file that it names is read.
namespace portcullis::kube {

// A text that is given as it is, or stands in a file that may change. Where both are given the file
// holds, and the text until the file can be read.
struct TextSource {
  std::string text = {};
  std::string file = {};

  bool empty() const { return text.empty() && file.empty(); }
};

// A program that prints credentials.
// Source: client.authentication.k8s.io, ExecConfig of client-go's clientcmd/api/v1.
struct ExecPlugin {
  std::string api_version;  // "client.authentication.k8s.io/v1" or "/v1beta1"
  std::string command;      // a path, or a name to be found in PATH
  std::vector<std::string> arguments = {};
  std::vector<std::pair<std::string, std::string>> environment = {};  // besides ours
  std::string install_hint = {};
  bool wants_cluster = false;  // provideClusterInfo
};

// Whom the user acts for. Needs a user.
struct Impersonation {
  std::string user = {};
  std::string uid = {};
  std::vector<std::string> groups = {};
  std::vector<std::pair<std::string, std::string>> extra =
      {};  // a key may stand here more than once
};

// Nothing at all is the anonymous user. A token, a name with a password and a plugin exclude each
// other.
struct UserAccess {
  TextSource token = {};
  TextSource certificate = {};  // PEM, as the key
  TextSource private_key = {};
  std::string username = {};
  std::string password = {};
  std::optional<ExecPlugin> exec = {};
  Impersonation impersonation = {};

  bool is_anonymous() const {
    return token.empty() && certificate.empty() && username.empty() && !exec &&
           impersonation.user.empty();
  }
};

struct ClusterAccess {
  std::string origin;            // for messages, such as: context "prod" of /home/ann/.kube/config
  std::string server = {};       // a URL
  TextSource authorities = {};   // PEM; empty: the machine's
  std::string server_name = {};  // what the certificate is for, if not the URL's host
  bool skips_verification = false;
  std::string proxy = {};  // a URL; empty: none
  std::string default_namespace = "default";
  UserAccess user = {};
};

}  // namespace portcullis::kube
