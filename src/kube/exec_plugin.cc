#include "kube/exec_plugin.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "http/client.h"

namespace portcullis::kube {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMaxOutput = 1 << 20;
// How often a stop is looked for.
constexpr std::chrono::milliseconds kLook{100};

std::vector<std::string> EnvironmentOf(const ExecPlugin& plugin, const std::string& info) {
  std::vector<std::string> added = {"KUBERNETES_EXEC_INFO=" + info};
  for (const auto& [name, value] : plugin.environment) added.push_back(name + "=" + value);
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::string_view name = text.substr(0, text.find('=') + 1);
    const bool is_ours =
        std::find(std::begin(http::Client::kEnvironment), std::end(http::Client::kEnvironment),
                  text) != std::end(http::Client::kEnvironment);
    const bool is_replaced =
        std::any_of(added.begin(), added.end(),
                    [name](const std::string& other) { return other.starts_with(name); });
    if (!is_ours && !is_replaced) environment.emplace_back(text);
  }
  environment.insert(environment.end(), added.begin(), added.end());
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// A program that runs in a process group of its own, and the reading end of what it prints.
class Child {
 public:
  // `pid` 0: it could not be started.
  Child(pid_t pid, int output) : pid_(pid), output_(output) {}
  ~Child() {
    ::close(output_);
    if (pid_ == 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int output() const { return output_; }

  // Whether it has ended, and how: as waitpid(2) has it, 0 is success.
  std::optional<int> Ended() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_;
  int output_;
};

// The number of the error; 0 for success.
int Spawn(const std::string& command, std::vector<std::string> arguments,
          std::vector<std::string> environment, int output, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigdefault(&attributes, &all);
  const int error = ::posix_spawnp(&pid, command.c_str(), &actions, &attributes,
                                   Pointers(arguments).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// How long a plugin may still take.
struct Patience {
  steady_clock::time_point deadline;
  const std::stop_token& stop;

  Status Left() const {
    if (stop.stop_requested()) return MakeError(Error::Code::kUnavailable, "was stopped");
    if (steady_clock::now() < deadline) return {};
    return MakeError(Error::Code::kUnavailable, "took too long");
  }
};

Result<std::string> ReadAll(int descriptor, const Patience& patience) {
  std::string text;
  char buffer[4096];
  for (;;) {
    if (const Status left = patience.Left(); !left) return tl::unexpected(left.error());
    pollfd readable{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(kLook.count())) <= 0) continue;
    const ssize_t count = ::read(descriptor, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > kMaxOutput) return MakeError(Error::Code::kUnavailable, "printed too much");
  }
}

// What it prints until it ends, if it ends well.
Result<std::string> OutputOf(Child& child, const Patience& patience) {
  auto output = ReadAll(child.output(), patience);
  if (!output) return output;
  std::optional<int> status;
  // It closes its output a moment before it ends, but it need not end.
  while (!(status = child.Ended())) {
    if (const Status left = patience.Left(); !left) return tl::unexpected(left.error());
    ::poll(nullptr, 0, 1);
  }
  if (*status == 0) return output;
  const std::string how = WIFSIGNALED(*status)
                              ? "signal " + std::to_string(WTERMSIG(*status))
                              : "exit status " + std::to_string(WEXITSTATUS(*status));
  return MakeError(Error::Code::kUnavailable, "failed with " + how + "; it may say why on stderr");
}

}  // namespace

Result<std::string> RunExecPlugin(const ExecPlugin& plugin, const std::string& info,
                                  std::chrono::milliseconds timeout, const std::stop_token& stop) {
  const std::string what = "credential plugin " + plugin.command;
  const auto deadline = steady_clock::now() + timeout;
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) {
    return MakeError(Error::Code::kUnavailable, what + ": " + std::strerror(errno));
  }
  std::vector<std::string> arguments = {plugin.command};
  arguments.insert(arguments.end(), plugin.arguments.begin(), plugin.arguments.end());
  pid_t pid = 0;
  const int error =
      Spawn(plugin.command, std::move(arguments), EnvironmentOf(plugin, info), pipe[1], pid);
  ::close(pipe[1]);
  Child child(error == 0 ? pid : 0, pipe[0]);
  if (error != 0) {
    const std::string hint = plugin.install_hint.empty() ? "" : "\n" + plugin.install_hint;
    return MakeError(error == ENOENT ? Error::Code::kNotFound : Error::Code::kUnavailable,
                     what + " cannot be run: " + std::strerror(error) + hint);
  }
  auto output = OutputOf(child, {deadline, stop});
  if (!output) return MakeError(output.error().code, what + " " + output.error().message);
  return output;
}

}  // namespace portcullis::kube
