#pragma once

#include <functional>
#include <string>

#include "kube/api_client.h"

namespace portcullis::controller {

// The API server for what only the leader may do: each write asks first whether this replica leads, so
// none is made by one that was stalled past the end of its lease. Reads go through. Thread-safe.
class LeaderClient final : public kube::ApiClient {
 public:
  // `is_leading` is thread-safe and returns at once. `api` outlives the client.
  LeaderClient(kube::ApiClient& api, std::function<bool()> is_leading);

  // A write without the lease is an error with code 0 and reason "NotLeading".
  kube::ApiResult<std::string> Call(const kube::ApiRequest& request,
                                    const std::stop_token& stop) override;
  kube::ApiResult<void> Stream(const std::string& path, std::chrono::seconds silence,
                               const std::function<bool(std::string_view)>& on_bytes,
                               const std::stop_token& stop) override;

 private:
  kube::ApiClient& api_;
  const std::function<bool()> is_leading_;
};

}  // namespace portcullis::controller
