#include "kube/exec_plugin.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "kube/exec_credential.h"
#include "tests/kube/scratch_folder.h"

namespace portcullis::kube {
namespace {

using std::chrono::milliseconds;

constexpr char kVersion[] = "client.authentication.k8s.io/v1";

ExecPlugin PluginOf(const std::string& command) {
  return {.api_version = kVersion, .command = command, .install_hint = "get it from the shop"};
}

std::string Run(const ExecPlugin& plugin, milliseconds timeout = std::chrono::seconds(10),
                const std::stop_token& stop = {}) {
  const auto output = RunExecPlugin(plugin, "INFO", timeout, stop);
  return output ? *output : output.error().message;
}

TEST_CASE("what plugins do") {
  const ScratchFolder folder;
  struct Case {
    std::string name;
    std::string script;
    std::string want;  // without the name of the plugin
  };
  const Case cases[] = {
      {"print", "echo text", "text\n"},
      {"learn", "echo \"$KUBERNETES_EXEC_INFO $NAME $HOME $1 $#\"",
       "INFO value " + std::string(std::getenv("HOME")) + " one argument 2\n"},
      {"read", "cat; echo end", "end\n"},
      {"print much", "head -c 1000000 /dev/zero | tr '\\0' x | wc -c", "1000000\n"},
      {"print too much", "head -c 2000000 /dev/zero", " printed too much"},
      {"fail", "echo secret; exit 3", " failed with exit status 3; it may say why on stderr"},
      {"fall", "kill -9 $$", " failed with signal 9; it may say why on stderr"},
      {"look for our descriptors", "ls /proc/self/fd | wc -l", "4\n"},  // 0 to 2, and ls's own
      {"learn what is for us alone", "echo \"<$SSL_CERT_FILE>\"", "<>\n"},
  };
  ::setenv("SSL_CERT_FILE", "/dev/null", 1);
  ::setenv("NAME", "ours", 1);
  const int open = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      ExecPlugin plugin = PluginOf(folder.WriteProgram("plugin", c.script));
      plugin.arguments = {"one argument", "two"};
      plugin.environment = {{"NAME", "value"}};
      const std::string want =
          c.want.starts_with(' ') ? "credential plugin " + plugin.command + c.want : c.want;
      CHECK(Run(plugin) == want);
    }
  }
  ::close(open);
}

TEST_CASE("a plugin is found in PATH") { CHECK(Run(PluginOf("true")) == ""); }

TEST_CASE("a plugin that is not there") {
  CHECK(Run(PluginOf("/no/such/plugin")) ==
        "credential plugin /no/such/plugin cannot be run: No such file or directory\n"
        "get it from the shop");
}

TEST_CASE("a plugin that does not end is killed, with what it started") {
  const ScratchFolder folder;
  const std::string file = folder.path() + "/process";
  SUBCASE("in time") {
    const auto plugin = PluginOf(folder.WriteProgram("plugin", "exec sleep 1000"));
    CHECK(Run(plugin, milliseconds(50)) ==
          "credential plugin " + plugin.command + " took too long");
  }
  SUBCASE("although it has closed its output") {
    const auto plugin = PluginOf(folder.WriteProgram("plugin", "exec sleep 1000 >/dev/null"));
    CHECK(Run(plugin, milliseconds(50)) ==
          "credential plugin " + plugin.command + " took too long");
  }
  SUBCASE("at a stop") {
    std::stop_source stop;
    stop.request_stop();
    const auto plugin = PluginOf(folder.WriteProgram("plugin", "sleep 1000 & wait"));
    CHECK(Run(plugin, std::chrono::seconds(10), stop.get_token()) ==
          "credential plugin " + plugin.command + " was stopped");
  }
}

TEST_CASE("answers of plugins") {
  const std::string head =
      R"({"kind":"ExecCredential","apiVersion":")" + std::string(kVersion) + "\"";
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"a token", head + R"(,"status":{"token":"secret"}})", "good"},
      {"a certificate",
       head + R"(,"status":{"clientCertificateData":"secret","clientKeyData":"secret"}})", "good"},
      {"until",
       head + R"(,"status":{"token":"secret","expirationTimestamp":"2026-11-20T08:00:00Z"}})",
       "good"},
      {"no key", head + R"(,"status":{"clientCertificateData":"secret"}})",
       "the plugin's output:1:82: status: a certificate and its key go together"},
      {"nothing", head + R"(,"status":{}})", "status: holds neither a token nor a certificate"},
      {"no status", head + "}", "status: holds neither a token nor a certificate"},
      {"no time", head + R"(,"status":{"token":"secret","expirationTimestamp":"secret"}})",
       "status.expirationTimestamp: is no time of RFC 3339"},
      {"another kind", R"({"kind":"Secret"})", "is no ExecCredential"},
      {"another version",
       R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1",)"
       R"("status":{"token":"secret"}})",
       "apiVersion: is not client.authentication.k8s.io/v1, as the kubeconfig says"},
      {"no JSON", "secret", "the plugin's output:1:1:"},
      {"no output", "", "the plugin's output:1:1:"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto credential = ReadExecCredential(c.text, kVersion);
      const std::string got = credential ? "good" : credential.error().message;
      CAPTURE(got);
      CHECK(got.find(c.want) != std::string::npos);
      CHECK(got.find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("what plugins are told") {
  ExecPlugin plugin = PluginOf("p");
  const ClusterAccess cluster{.origin = "", .server = "https://a", .server_name = "b"};
  CHECK(ExecInfo(plugin, cluster, "CA") ==
        R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
        R"("spec":{"interactive":false}})");
  plugin.wants_cluster = true;
  CHECK(ExecInfo(plugin, cluster, "CA") ==
        R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
        R"("spec":{"cluster":{"server":"https://a","tls-server-name":"b",)"
        R"("certificate-authority-data":"Q0E="},"interactive":false}})");
}

}  // namespace
}  // namespace portcullis::kube
