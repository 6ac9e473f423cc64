#include "kube/rest_client.h"

#include <algorithm>
#include <utility>

#include "base/sleep.h"
#include "http/system_authorities.h"
#include "kube/api_status.h"
#include "kube/exec_credential.h"
#include "kube/exec_plugin.h"
#include "kube/retry.h"

namespace portcullis::kube {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr double kCallsPerSecond = 20;
constexpr double kCallsAtOnce = 30;
constexpr int kUnauthorized = 401;

#if defined(__x86_64__)
constexpr std::string_view kArchitecture = "amd64";
#elif defined(__aarch64__)
constexpr std::string_view kArchitecture = "arm64";
#else
constexpr std::string_view kArchitecture = "other";
#endif

std::string_view NameOf(ApiRequest::Method method) {
  switch (method) {
    case ApiRequest::Method::kGet:
      return "GET";
    case ApiRequest::Method::kPost:
      return "POST";
    case ApiRequest::Method::kPut:
      return "PUT";
    case ApiRequest::Method::kPatch:
      return "PATCH";
    case ApiRequest::Method::kDelete:
      return "DELETE";
  }
  return "";
}

// "https://10.0.0.1:6443/prefix" has the host 10.0.0.1:6443.
std::string HostOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(start, url.find('/', start) - start);
}

bool IsHttps(const std::string& url) { return url.starts_with("https://"); }

bool SleepUntil(steady_clock::time_point time, const std::stop_token& stop) {
  return SleepFor(time - steady_clock::now(), stop);
}

bool IsSuccess(const http::Client::Outcome<http::Client::Answer>& outcome) {
  return outcome && 200 <= outcome->head.status && outcome->head.status < 300;
}

int StatusOf(const http::Client::Outcome<http::Client::Answer>& outcome) {
  return outcome ? outcome->head.status : 0;
}

}  // namespace

Result<std::unique_ptr<RestClient>> RestClient::Make(ClusterAccess access, std::string_view version,
                                                     prometheus::Registry& registry) {
  const std::string origin = access.origin;
  const auto with_origin = [&origin](Error error) {
    error.message = origin + ": " + error.message;
    return tl::unexpected(std::move(error));
  };
  if (!IsHttps(access.server) && !access.user.is_anonymous()) {
    return with_origin(
        {Error::Code::kInvalidArgument,
         "credentials are sent over TLS only; use a server that begins with https://"});
  }
  if (IsHttps(access.server) && access.authorities.empty() && !access.skips_verification) {
    access.authorities.file = http::SystemAuthoritiesFile();
    if (access.authorities.empty()) {
      return with_origin({Error::Code::kNotFound,
                          "no certificate authority is given, and this machine has none either"});
    }
  }
  std::unique_ptr<RestClient> client(new RestClient(std::move(access), version, registry));
  // What can be wrong is said now, but a plugin may need a network that is not there yet.
  Identity identity;
  if (!client->access_.user.exec) {
    auto read = client->credentials_.Get(steady_clock::now(), {});
    if (!read) return with_origin(read.error());
    identity = std::move(*read);
  }
  if (const auto made = client->ClientFor(identity); !made) return with_origin(made.error());
  return client;
}

RestClient::RestClient(ClusterAccess access, std::string_view version,
                       prometheus::Registry& registry)
    : access_(std::move(access)),
      user_agent_("portcullis/" + std::string(version) + " (linux/" + std::string(kArchitecture) +
                  ")"),
      metrics_(registry, HostOf(access_.server)),
      credentials_(
          access_.user, [this](const std::stop_token& stop) { return RunPlugin(stop); }, clock_),
      bucket_(kCallsPerSecond, kCallsAtOnce),
      authorities_(access_.authorities) {}

Result<std::string> RestClient::RunPlugin(const std::stop_token& stop) {
  const ExecPlugin& plugin = *access_.user.exec;
  const auto authorities = ReadAuthorities();
  if (!authorities) return authorities;
  return RunExecPlugin(plugin, ExecInfo(plugin, access_, *authorities), kPluginTimeout, stop);
}

Result<std::string> RestClient::ReadAuthorities() {
  const MutexLock lock(mutex_);
  return authorities_.Get(steady_clock::now());
}

Result<std::shared_ptr<http::Client>> RestClient::ClientFor(const Identity& identity) {
  const MutexLock lock(mutex_);
  auto authorities = authorities_.Get(steady_clock::now());
  if (!authorities) return tl::unexpected(authorities.error());
  http::ClientPem pem{.authorities = std::move(*authorities),
                      .certificate = identity.certificate,
                      .private_key = identity.private_key,
                      .skips_verification = access_.skips_verification};
  if (client_ && pem == pem_) return client_;
  auto made = http::Client::Make({.url = access_.server,
                                  .pem = pem,
                                  .server_name = access_.server_name,
                                  .proxy = access_.proxy});
  // As between the two writes of a rotation; the next call tries again.
  if (!made && client_) return client_;
  if (!made) return tl::unexpected(made.error());
  pem_ = std::move(pem);
  client_ = std::move(*made);
  return client_;
}

Result<RestClient::Ready> RestClient::Prepare(const std::stop_token& stop) {
  auto identity = credentials_.Get(steady_clock::now(), stop);
  if (!identity) return tl::unexpected(identity.error());
  auto client = ClientFor(*identity);
  if (!client) return tl::unexpected(client.error());
  return Ready{std::move(*identity), std::move(*client)};
}

bool RestClient::WaitForTurn(steady_clock::time_point deadline, const std::stop_token& stop) {
  steady_clock::time_point turn;
  {
    const MutexLock lock(mutex_);
    turn = bucket_.Take(steady_clock::now());
  }
  return turn < deadline && SleepUntil(turn, stop);
}

http::Client::Request RestClient::Message(const ApiRequest& request,
                                          const Identity& identity) const {
  http::Client::Request message{.method = std::string(NameOf(request.method)),
                                .target = request.path,
                                .fields = identity.fields,
                                .body = request.body};
  message.fields.emplace_back("User-Agent", user_agent_);
  message.fields.emplace_back("Accept", "application/json");
  if (!request.body.empty()) message.fields.emplace_back("Content-Type", request.content_type);
  return message;
}

ApiResult<std::string> RestClient::Call(const ApiRequest& request, const std::stop_token& stop) {
  const std::string_view method = NameOf(request.method);
  const auto deadline = steady_clock::now() + request.timeout;
  const auto fail = [&](const std::string& problem) {
    return tl::unexpected(ApiError{.message = std::string(method) + " " + access_.server +
                                              request.path.substr(0, request.path.find('?')) +
                                              ": " + problem});
  };
  Tries tries;
  bool was_refused = false;
  for (;;) {
    auto ready = Prepare(stop);
    if (!ready) return fail(ready.error().message);
    if (!WaitForTurn(deadline, stop))
      return fail(stop.stop_requested() ? "stopped" : "too many calls");
    http::Client::Request message = Message(request, ready->identity);
    const auto begun = steady_clock::now();
    message.timeout = std::max(std::chrono::ceil<milliseconds>(deadline - begun), milliseconds(0));
    const Clock::TimePoint sent = clock_.Now();
    Outcome outcome = ready->client->Send(message, stop);
    const int status = StatusOf(outcome);
    metrics_.Requested(method, status, steady_clock::now() - begun);
    if (outcome) NoteDate(outcome->head, sent);
    if (IsSuccess(outcome)) return std::move(outcome->body);

    std::optional<milliseconds> wait;
    if (status == kUnauthorized && !was_refused) {
      was_refused = true;
      credentials_.Refuse(ready->identity);
      wait = milliseconds(0);
    } else {
      wait = WaitBeforeRetry(request.method, outcome, tries);
    }
    const auto again = steady_clock::now() + wait.value_or(milliseconds(0));
    if (!wait || again >= deadline || !SleepUntil(again, stop)) {
      if (!outcome) return fail(outcome.error().message);
      return tl::unexpected(ReadApiStatus(status, std::move(outcome->body)));
    }
    metrics_.Repeated(method, status);
  }
}

ApiResult<void> RestClient::Stream(const std::string& path, std::chrono::seconds silence,
                                   const std::function<bool(std::string_view)>& on_bytes,
                                   const std::stop_token& stop) {
  const auto fail = [&](const std::string& problem) {
    return tl::unexpected(ApiError{.message = "watch of " + access_.server +
                                              path.substr(0, path.find('?')) + ": " + problem});
  };
  const ApiRequest request{.path = path};
  auto ready = Prepare(stop);
  if (!ready) return fail(ready.error().message);
  if (!WaitForTurn(steady_clock::time_point::max(), stop)) return fail("stopped");
  Outcome outcome =
      ready->client->Stream(Message(request, ready->identity), silence, on_bytes, stop);
  if (StatusOf(outcome) == kUnauthorized) credentials_.Refuse(ready->identity);
  if (!outcome) return fail(outcome.error().message);
  if (!IsSuccess(outcome)) {
    return tl::unexpected(ReadApiStatus(outcome->head.status, std::move(outcome->body)));
  }
  return {};
}

void RestClient::NoteDate(const http::AnswerHead& head, Clock::TimePoint sent) {
  if (!head.date) return;
  // The server wrote a whole second, some time between our sending and now. Only what lies outside
  // is a difference of the clocks.
  const auto first = *head.date;
  const auto last = first + std::chrono::seconds(1);
  Clock::TimePoint::duration skew{};
  if (last < sent) skew = last - sent;
  if (const auto now = clock_.Now(); first > now) skew = first - now;
  const MutexLock lock(mutex_);
  clock_skew_ = std::chrono::round<std::chrono::seconds>(skew);
}

std::optional<std::chrono::seconds> RestClient::ClockSkew() const {
  const MutexLock lock(mutex_);
  return clock_skew_;
}

}  // namespace portcullis::kube
