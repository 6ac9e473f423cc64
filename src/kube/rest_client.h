#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "http/client.h"
#include "kube/api_client.h"
#include "kube/cluster_access.h"
#include "kube/credentials.h"
#include "kube/current_text.h"
#include "kube/metrics.h"
#include "kube/token_bucket.h"

namespace portcullis::kube {

// The API server over HTTPS. At most 20 calls a second, and 30 at once. The authorities are read
// again when their last reading is a minute old; what changes among them, or of the client
// certificate, is used for the next call. Thread-safe.
class RestClient final : public ApiClient {
 public:
  // `version` is ours, for the User-Agent; `registry` outlives the client. kInvalidArgument: the
  // access makes no sense; kNotFound, kUnavailable: a file that it names cannot be read. Asks
  // neither a plugin nor the server. REQUIRES: what http::Client::Make says of the environment.
  static Result<std::unique_ptr<RestClient>> Make(ClusterAccess access, std::string_view version,
                                                  prometheus::Registry& registry);

  ApiResult<std::string> Call(const ApiRequest& request, const std::stop_token& stop) override;
  ApiResult<void> Stream(const std::string& path, std::chrono::seconds silence,
                         const std::function<bool(std::string_view)>& on_bytes,
                         const std::stop_token& stop) override;

  // By how much the server's clock is ahead of ours (negative: behind), as its last answer to a
  // Call told to the second; nothing if none has.
  std::optional<std::chrono::seconds> ClockSkew() const;

 private:
  using Outcome = http::Client::Outcome<http::Client::Answer>;

  // One request that can be sent: by whom, and over what.
  struct Ready {
    Identity identity;
    std::shared_ptr<http::Client> client;
  };

  RestClient(ClusterAccess access, std::string_view version, prometheus::Registry& registry);

  Result<std::string> RunPlugin(const std::stop_token& stop);
  Result<std::string> ReadAuthorities();
  Result<std::shared_ptr<http::Client>> ClientFor(const Identity& identity);
  Result<Ready> Prepare(const std::stop_token& stop);
  // False: at a stop, or if it would be later than `deadline`.
  bool WaitForTurn(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);
  http::Client::Request Message(const ApiRequest& request, const Identity& identity) const;
  void NoteDate(const http::AnswerHead& head, Clock::TimePoint sent);

  const ClusterAccess access_;
  const std::string user_agent_;
  const SystemClock clock_;
  ClientMetrics metrics_;
  Credentials credentials_;

  mutable Mutex mutex_;
  TokenBucket bucket_ GUARDED_BY(mutex_);
  CurrentText authorities_ GUARDED_BY(mutex_);
  http::ClientPem pem_ GUARDED_BY(mutex_);  // that client_ was made of
  std::shared_ptr<http::Client> client_ GUARDED_BY(mutex_);
  std::optional<std::chrono::seconds> clock_skew_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::kube
