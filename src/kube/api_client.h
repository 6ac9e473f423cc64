#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace portcullis::kube {

// What the API server answered in place of what was asked for, or why it gave no answer. Callers
// branch on `code` and `reason`; `message` is for a person and holds no credentials.
// Source: meta/v1 Status.
struct ApiError {
  int code = 0;             // HTTP status; 0: no answer came
  std::string reason = {};  // such as "Conflict"; empty: none was given
  std::string message = {};
  std::vector<std::string> fields =
      {};  // details.causes[].field, such as "involvedObject.namespace"
};

template <typename T>
using ApiResult = tl::expected<T, ApiError>;

// One call to the API server.
struct ApiRequest {
  enum class Method { kGet, kPost, kPut, kPatch, kDelete };

  Method method = Method::kGet;
  std::string path;  // with the query, percent-encoded, such as "/api/v1/nodes?limit=500"
  std::string body = {};
  std::string_view content_type = "application/json";  // of the body; a literal
  // For all of it: waits and repetitions too. None is begun that would end later.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

// The Kubernetes API server. Thread-safe; calls wait for the answer on the caller's thread.
class ApiClient {
 public:
  virtual ~ApiClient() = default;

  // The body of an answer with status 2xx. Waits for the rate limit; repeats what the server asks
  // to have repeated (429 and 5xx with Retry-After), a GET that got no answer, and once a call that
  // 401 answered, with the credentials read anew. A stop ends it within a second, as an error with
  // code 0.
  virtual ApiResult<std::string> Call(const ApiRequest& request, const std::stop_token& stop) = 0;

  // A GET whose answer has no end: gives its bytes as they come, cut anywhere, on the caller's
  // thread. Returns when the server ends the answer, when `on_bytes` returns false, or at a stop;
  // an error if the call is refused, cut off, or silent for longer than `silence`. Never repeated.
  virtual ApiResult<void> Stream(const std::string& path, std::chrono::seconds silence,
                                 const std::function<bool(std::string_view)>& on_bytes,
                                 const std::stop_token& stop) = 0;
};

}  // namespace portcullis::kube
