#include "kube/credentials.h"

#include <cctype>
#include <cstdio>
#include <string_view>

#include "base/base64.h"

namespace portcullis::kube {
namespace {

std::string Trimmed(const std::string& text) {
  static constexpr char kSpace[] = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// A key of extra data as a part of a field's name: percent-encoded where it is no token of RFC
// 9110. Source: client-go transport.headerKeyEscape.
std::string AsFieldName(std::string_view key) {
  std::string name;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 ||
        std::string_view("!#$&'*+-.^_`|~").find(c) != std::string::npos) {
      name += c;
    } else {
      char escaped[4];
      std::snprintf(escaped, sizeof(escaped), "%%%02X", byte);
      name += escaped;
    }
  }
  return name;
}

void AddImpersonation(const Impersonation& impersonation, Identity& identity) {
  const auto add = [&identity](std::string name, const std::string& value) {
    identity.fields.emplace_back(std::move(name), value);
  };
  if (impersonation.user.empty()) return;
  add("Impersonate-User", impersonation.user);
  if (!impersonation.uid.empty()) add("Impersonate-Uid", impersonation.uid);
  for (const std::string& group : impersonation.groups) add("Impersonate-Group", group);
  for (const auto& [key, value] : impersonation.extra) {
    add("Impersonate-Extra-" + AsFieldName(key), value);
  }
}

}  // namespace

Credentials::Credentials(UserAccess user, RunPlugin run_plugin, const Clock& clock)
    : user_(std::move(user)),
      run_plugin_(std::move(run_plugin)),
      clock_(clock),
      token_(user_.token),
      certificate_(user_.certificate),
      private_key_(user_.private_key) {}

Result<Identity> Credentials::Get(std::chrono::steady_clock::time_point now,
                                  const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  ExecCredential plugin;
  if (user_.exec) {
    auto given = FromPlugin(lock, stop);
    if (!given) return tl::unexpected(given.error());
    plugin = std::move(*given);
  }
  auto identity = Compose(now, std::move(plugin));
  if (identity) last_ = *identity;
  return identity;
}

void Credentials::Refuse(const Identity& identity) {
  const std::lock_guard lock(mutex_);
  if (identity != last_) return;
  plugin_gave_.reset();
  token_.Expire();
  certificate_.Expire();
  private_key_.Expire();
}

// One thread runs the plugin, without the lock; the others wait for what it gives.
Result<ExecCredential> Credentials::FromPlugin(std::unique_lock<std::mutex>& lock,
                                               const std::stop_token& stop) {
  if (!plugin_ended_.wait(lock, stop, [this] { return !plugin_runs_; })) {
    return MakeError(Error::Code::kUnavailable, "stopped");
  }
  if (plugin_gave_ && (!plugin_gave_->expires || clock_.Now() < *plugin_gave_->expires)) {
    return *plugin_gave_;
  }
  plugin_runs_ = true;
  lock.unlock();
  auto output = run_plugin_(stop);
  lock.lock();
  plugin_runs_ = false;
  plugin_ended_.notify_all();
  if (!output) return tl::unexpected(output.error());
  auto given = ReadExecCredential(std::move(*output), user_.exec->api_version);
  if (given) plugin_gave_ = *given;
  return given;
}

Result<Identity> Credentials::Compose(std::chrono::steady_clock::time_point now,
                                      ExecCredential plugin) {
  Identity identity{.certificate = std::move(plugin.certificate),
                    .private_key = std::move(plugin.private_key)};
  std::string token = std::move(plugin.token);
  if (!user_.token.empty()) {
    const auto text = token_.Get(now);
    if (!text) return tl::unexpected(text.error());
    token = *text;
  }
  if (identity.certificate.empty() && !user_.certificate.empty()) {
    auto certificate = certificate_.Get(now);
    if (!certificate) return tl::unexpected(certificate.error());
    auto private_key = private_key_.Get(now);
    if (!private_key) return tl::unexpected(private_key.error());
    identity.certificate = std::move(*certificate);
    identity.private_key = std::move(*private_key);
  }
  if (token = Trimmed(token); !token.empty()) {
    identity.fields.emplace_back("Authorization", "Bearer " + token);
  } else if (!user_.username.empty()) {
    identity.fields.emplace_back("Authorization",
                                 "Basic " + EncodeBase64(user_.username + ":" + user_.password));
  }
  AddImpersonation(user_.impersonation, identity);
  return identity;
}

}  // namespace portcullis::kube
