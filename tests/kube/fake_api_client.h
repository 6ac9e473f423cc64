#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "kube/api_client.h"

namespace portcullis::kube {

inline std::string_view ToString(ApiRequest::Method method) {
  switch (method) {
    case ApiRequest::Method::kGet: return "GET";
    case ApiRequest::Method::kPost: return "POST";
    case ApiRequest::Method::kPut: return "PUT";
    case ApiRequest::Method::kPatch: return "PATCH";
    case ApiRequest::Method::kDelete: return "DELETE";
  }
  return "?";
}

// An API server that answers as a test has written down. Each answer is given once, to the first
// request of its method whose path begins as it says; the requests are kept. What nobody wrote an
// answer for is refused without an answer (code 0) after `on_unexpected` was called, with which a
// test ends the loop that it tries. Thread-safe; answers may be added while it is asked.
class FakeApiClient final : public ApiClient {
 public:
  explicit FakeApiClient(std::function<void()> on_unexpected = [] {})
      : on_unexpected_(std::move(on_unexpected)) {}

  void Answer(ApiRequest::Method method, std::string path_prefix, ApiResult<std::string> answer) {
    const MutexLock lock(mutex_);
    answers_.push_back({method, std::move(path_prefix), std::move(answer)});
  }

  // The bytes of a stream, as they are cut, and how it ends. `before_end` runs on the caller's
  // thread when the last chunk was taken: time goes on there, say.
  void AnswerStream(
      std::string path_prefix, std::vector<std::string> chunks, ApiResult<void> end = {},
      std::function<void()> before_end = [] {}) {
    const MutexLock lock(mutex_);
    streams_.push_back(
        {std::move(path_prefix), std::move(chunks), std::move(end), std::move(before_end)});
  }

  ApiResult<std::string> Call(const ApiRequest& request, const std::stop_token&) override {
    auto answer = Find(request);
    if (answer) return *std::move(answer);
    on_unexpected_();
    return tl::unexpected(NoAnswer(request.path));
  }

  ApiResult<void> Stream(const std::string& path, std::chrono::seconds,
                         const std::function<bool(std::string_view)>& on_bytes,
                         const std::stop_token&) override {
    const auto stream = FindStream(path);
    if (!stream) {
      on_unexpected_();
      return tl::unexpected(NoAnswer(path));
    }
    for (const std::string& chunk : stream->chunks) {
      if (!on_bytes(chunk)) return {};
    }
    stream->before_end();
    return stream->end;
  }

  // What was asked, a stream as a GET.
  std::vector<ApiRequest> requests() const {
    const MutexLock lock(mutex_);
    return requests_;
  }

  // Those as lines "GET /api/v1/nodes".
  std::string RequestLines() const {
    std::string lines;
    for (const ApiRequest& request : requests()) {
      lines.append(ToString(request.method)).append(" ").append(request.path).append("\n");
    }
    return lines;
  }

 private:
  struct ScriptedAnswer {
    ApiRequest::Method method;
    std::string path_prefix;
    ApiResult<std::string> answer;
  };
  struct ScriptedStream {
    std::string path_prefix;
    std::vector<std::string> chunks;
    ApiResult<void> end;
    std::function<void()> before_end;
  };

  static ApiError NoAnswer(const std::string& path) {
    return {0, "", "the test has no answer to " + path, {}};
  }

  std::optional<ApiResult<std::string>> Find(const ApiRequest& request) {
    const MutexLock lock(mutex_);
    requests_.push_back(request);
    for (auto answer = answers_.begin(); answer != answers_.end(); ++answer) {
      if (answer->method != request.method || !request.path.starts_with(answer->path_prefix))
        continue;
      ApiResult<std::string> found = std::move(answer->answer);
      answers_.erase(answer);
      return found;
    }
    return std::nullopt;
  }

  std::optional<ScriptedStream> FindStream(const std::string& path) {
    const MutexLock lock(mutex_);
    requests_.push_back({.path = path});
    for (auto stream = streams_.begin(); stream != streams_.end(); ++stream) {
      if (!path.starts_with(stream->path_prefix)) continue;
      ScriptedStream found = std::move(*stream);
      streams_.erase(stream);
      return found;
    }
    return std::nullopt;
  }

  const std::function<void()> on_unexpected_;
  mutable Mutex mutex_;
  std::deque<ScriptedAnswer> answers_ GUARDED_BY(mutex_);
  std::deque<ScriptedStream> streams_ GUARDED_BY(mutex_);
  std::vector<ApiRequest> requests_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::kube
