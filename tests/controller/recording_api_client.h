#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/api_client.h"

namespace portcullis::controller {

// An API server that answers as a test says, and remembers what it was asked. For one thread.
class RecordingApiClient final : public kube::ApiClient {
 public:
  using Answer = kube::ApiResult<std::string>;

  explicit RecordingApiClient(std::function<Answer(const kube::ApiRequest&)> answer)
      : answer_(std::move(answer)) {}

  Answer Call(const kube::ApiRequest& request, const std::stop_token&) override {
    requests_.push_back(request);
    return answer_(request);
  }

  kube::ApiResult<void> Stream(const std::string&, std::chrono::seconds,
                               const std::function<bool(std::string_view)>&,
                               const std::stop_token&) override {
    return tl::unexpected(kube::ApiError{});
  }

  // The requests since this was last called.
  std::vector<kube::ApiRequest> Take() { return std::exchange(requests_, {}); }

  // The same as "GET /path" a line.
  std::string TakeLines() {
    std::string lines;
    for (const kube::ApiRequest& request : Take()) {
      lines += (lines.empty() ? "" : "\n") + LineOf(request);
    }
    return lines;
  }

  static std::string LineOf(const kube::ApiRequest& request) {
    constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return std::string(kMethods[static_cast<std::size_t>(request.method)]) + " " + request.path;
  }

 private:
  std::function<Answer(const kube::ApiRequest&)> answer_;
  std::vector<kube::ApiRequest> requests_;
};

inline RecordingApiClient::Answer Refused(int code, std::string reason = "",
                                          std::vector<std::string> fields = {}) {
  return tl::unexpected(kube::ApiError{code, std::move(reason), "", std::move(fields)});
}

}  // namespace portcullis::controller
