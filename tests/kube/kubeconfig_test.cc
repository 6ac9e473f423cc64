#include "kube/kubeconfig.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace portcullis::kube {
namespace {

std::string TextOf(const TextSource& source) {
  return source.text + (source.file.empty() ? "" : "<" + source.file);
}

std::string Joined(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string text;
  for (const auto& [key, value] : pairs) text += (text.empty() ? "" : ",") + key + "=" + value;
  return text;
}

// What is said beyond the defaults, a word each.
std::string TextOf(const ClusterAccess& access) {
  std::string text = access.server;
  const auto add = [&text](const std::string& name, const std::string& value) {
    if (!value.empty()) text += " " + name + ":" + value;
  };
  const UserAccess& user = access.user;
  add("authorities", TextOf(access.authorities));
  add("name", access.server_name);
  if (access.skips_verification) add("skips", "verification");
  add("proxy", access.proxy);
  if (access.default_namespace != "default") add("namespace", access.default_namespace);
  add("token", TextOf(user.token));
  add("certificate", TextOf(user.certificate));
  add("key", TextOf(user.private_key));
  add("basic", user.username + (user.password.empty() ? "" : "/" + user.password));
  if (user.exec) {
    add("exec", user.exec->command);
    for (const std::string& argument : user.exec->arguments) add("argument", argument);
    add("environment", Joined(user.exec->environment));
    add("hint", user.exec->install_hint);
    if (user.exec->wants_cluster) add("wants", "cluster");
  }
  add("as", user.impersonation.user);
  add("uid", user.impersonation.uid);
  for (const std::string& group : user.impersonation.groups) add("group", group);
  add("extra", Joined(user.impersonation.extra));
  return text;
}

std::string Read(const std::vector<KubeconfigFile>& files) {
  const auto access = ReadKubeconfig(files);
  return access ? TextOf(*access) : access.error().message;
}

// A file whose only context has this cluster and this user, in YAML's flow style, on lines 3 and 4.
KubeconfigFile FileOf(const std::string& cluster, const std::string& user) {
  return {"/home/ann/.kube/config",
          "current-context: a\n"
          "contexts: [{name: a, context: {cluster: c, user: u}}]\n"
          "clusters: [{name: c, cluster: {" +
              cluster +
              "}}]\n"
              "users: [{name: u, user: {" +
              user + "}}]\n"};
}

TEST_CASE("what a kubeconfig says") {
  struct Case {
    std::string name;
    std::string cluster;
    std::string user;
    std::string want;
  };
  const std::string server = "server: 'https://a'";
  const Case cases[] = {
      {"as little as possible", server, "", "https://a"},
      {"files, relative to it", server + ", certificate-authority: ../ca.crt",
       "client-certificate: a.crt, client-key: /etc/a.key",
       "https://a authorities:</home/ann/ca.crt certificate:</home/ann/.kube/a.crt "
       "key:</etc/a.key"},
      {"data before files",
       server + ", certificate-authority: ca.crt, certificate-authority-data: Q0E=",
       "client-certificate-data: Q1JU, client-key-data: S0VZ, client-key: a.key",
       "https://a authorities:CA certificate:CRT key:KEY"},
      {"data on several lines", server + ", certificate-authority-data: \"Q0\\nE=\\n\"", "",
       "https://a authorities:CA"},
      {"the rest of a cluster",
       server + ", tls-server-name: b, proxy-url: 'http://p:1', disable-compression: true", "",
       "https://a name:b proxy:http://p:1"},
      {"no verification", server + ", insecure-skip-tls-verify: true", "",
       "https://a skips:verification"},
      {"a token and its file", server, "token: t, tokenFile: f",
       "https://a token:t</home/ann/.kube/f"},
      {"a name and a password", server, "username: n, password: p", "https://a basic:n/p"},
      {"somebody else", server,
       "as: s, as-uid: i, as-groups: [g, h], as-user-extra: {example.com/k: [v, w]}",
       "https://a as:s uid:i group:g group:h extra:example.com/k=v,example.com/k=w"},
      {"a plugin in PATH", server,
       "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, args: [a, b], "
       "env: [{name: N, value: v}, {name: M}], installHint: get it, provideClusterInfo: true, "
       "interactiveMode: IfAvailable}",
       "https://a exec:p argument:a argument:b environment:N=v,M= hint:get it wants:cluster"},
      {"a plugin beside it", server,
       "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./p}",
       "https://a exec:/home/ann/.kube/p"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read({FileOf(c.cluster, c.user)}) == c.want); }
  }
}

TEST_CASE("what a kubeconfig must not say") {
  struct Case {
    std::string name;
    std::string cluster;
    std::string user;
    std::string want;
  };
  const std::string server = "server: 'https://a'";
  const Case cases[] = {
      {"no server", "tls-server-name: b", "", "3:31: clusters[0].cluster.server: is required"},
      {"no base64", server + ", certificate-authority-data: 'a b'", "",
       "3:81: clusters[0].cluster.certificate-authority-data: is no base64"},
      {"an authority and no verification",
       server + ", certificate-authority: a, insecure-skip-tls-verify: true", "",
       "insecure-skip-tls-verify: contradicts the certificate authority beside it"},
      {"no truth value", server + ", insecure-skip-tls-verify: maybe", "",
       "clusters[0].cluster.insecure-skip-tls-verify: must be"},
      {"a certificate without its key", server, "client-certificate: a",
       "4:25: users[0].user: a client certificate and its key go together"},
      {"two ways", server, "token: secret, username: n",
       "users[0].user: gives more than one of token, username and exec; keep one"},
      {"a provider", server, "auth-provider: {name: gcp}",
       "users[0].user.auth-provider: is not supported"},
      {"nobody's group", server, "as-groups: [g]",
       "users[0].user: acts for somebody without a name"},
      {"a plugin without a command", server, "exec: {apiVersion: client.authentication.k8s.io/v1}",
       "users[0].user.exec.command: is required"},
      {"an old plugin", server,
       "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: p}",
       "apiVersion: \"client.authentication.k8s.io/v1alpha1\" is not supported; use"},
      {"a plugin that asks", server,
       "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode: Always}",
       "interactiveMode: a plugin that needs a terminal cannot be run"},
      {"a list for a token", server, "token: [secret]", "users[0].user.token: must be"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const std::string got = Read({FileOf(c.cluster, c.user)});
      CAPTURE(got);
      CHECK(got.find(c.want) != std::string::npos);
      CHECK(got.starts_with("/home/ann/.kube/config:"));
      CHECK(got.find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("of several kubeconfig files the first holds") {
  const KubeconfigFile first{"/a/config",
                             "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
                             "users: [{name: u, user: {tokenFile: t}}]\n"};
  const KubeconfigFile second{
      "/b/config",
      "current-context: x\n"
      "contexts: [{name: x, context: {cluster: other, namespace: n}}]\n"
      "clusters: [{name: c, cluster: {server: s, certificate-authority: ca}}]\n"
      "users: [{name: u, user: {token: t}}]\n"};
  const KubeconfigFile empty{"/c/config", ""};
  CHECK(Read({empty, first, second}) == "s authorities:</b/ca token:</a/t");
}

TEST_CASE("references of a kubeconfig that lead nowhere") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", "", "no kubeconfig file has a current-context"},
      {"no context chosen", "contexts: []\n", "no kubeconfig file has a current-context"},
      {"no such context", "current-context: a\n",
       "f:1:18: current-context: \"a\" is not among the contexts"},
      {"no such cluster", "current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\n",
       "f:2:41: contexts[0].context.cluster: \"b\" is not among the clusters"},
      {"no such user",
       "current-context: a\ncontexts: [{name: a, context: {cluster: b, user: c}}]\n"
       "clusters: [{name: b, cluster: {server: s}}]\n",
       "contexts[0].context.user: \"c\" is not among the users"},
      {"a context without a cluster", "current-context: a\ncontexts: [{name: a}]\n",
       "contexts[0].context.cluster: is required"},
      {"two documents", "a: b\n---\nc: d\n", "f: holds more than one document"},
      {"no YAML", "a: [\n", "f:"},
      {"a list", "[]", "f:1:1:"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const std::string got = Read({{"f", c.text}});
      CAPTURE(got);
      CHECK(got.find(c.want) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace portcullis::kube
