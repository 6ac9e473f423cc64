#pragma once

#include "kube/api_client.h"

namespace portcullis::controller {

// An API server that has nothing: 404 to everything. Thread-safe.
class RefusingApiClient final : public kube::ApiClient {
 public:
  kube::ApiResult<std::string> Call(const kube::ApiRequest&, const std::stop_token&) override {
    return tl::unexpected(kube::ApiError{404, "NotFound", "", {}});
  }
  kube::ApiResult<void> Stream(const std::string&, std::chrono::seconds,
                               const std::function<bool(std::string_view)>&,
                               const std::stop_token&) override {
    return tl::unexpected(kube::ApiError{404, "NotFound", "", {}});
  }
};

}  // namespace portcullis::controller
