#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "kube/cluster_access.h"
#include "kube/current_text.h"
#include "kube/exec_credential.h"

namespace portcullis::kube {

// What one request shows of its user.
struct Identity {
  std::vector<std::pair<std::string, std::string>> fields = {};  // of the head of the request
  std::string certificate = {};                                  // PEM, as the key; empty: none
  std::string private_key = {};

  bool operator==(const Identity&) const = default;
};

// The identity of a user, kept fresh: files are read again when their last reading is a minute old,
// a plugin is run again when what it gave has expired, and both after the API server refused the
// identity. While reading a file fails, what was read before holds. Thread-safe.
class Credentials {
 public:
  // Runs the user's plugin, if there is one, and gives its output.
  using RunPlugin = std::function<Result<std::string>(const std::stop_token&)>;

  // `clock` outlives it.
  Credentials(UserAccess user, RunPlugin run_plugin, const Clock& clock);

  // Waits for a plugin if one has to be run; at a stop no longer. Errors hold no secret.
  Result<Identity> Get(std::chrono::steady_clock::time_point now, const std::stop_token& stop);

  // The API server answered 401 to `identity`. Nothing happens if another thread had that before
  // and the identity is a newer one by now.
  void Refuse(const Identity& identity);

 private:
  Result<ExecCredential> FromPlugin(std::unique_lock<std::mutex>& lock,
                                    const std::stop_token& stop);
  Result<Identity> Compose(std::chrono::steady_clock::time_point now, ExecCredential plugin);

  const UserAccess user_;
  const RunPlugin run_plugin_;
  const Clock& clock_;

  std::mutex mutex_;  // guards the rest
  std::condition_variable_any plugin_ended_;
  bool plugin_runs_ = false;
  std::optional<ExecCredential> plugin_gave_;
  CurrentText token_;
  CurrentText certificate_;
  CurrentText private_key_;
  Identity last_;
};

}  // namespace portcullis::kube
