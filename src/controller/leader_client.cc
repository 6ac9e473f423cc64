#include "controller/leader_client.h"

#include <utility>

namespace portcullis::controller {

LeaderClient::LeaderClient(kube::ApiClient& api, std::function<bool()> is_leading)
    : api_(api), is_leading_(std::move(is_leading)) {}

kube::ApiResult<std::string> LeaderClient::Call(const kube::ApiRequest& request,
                                                const std::stop_token& stop) {
  if (request.method != kube::ApiRequest::Method::kGet && !is_leading_()) {
    return tl::unexpected(kube::ApiError{0, "NotLeading", "another replica may lead now", {}});
  }
  return api_.Call(request, stop);
}

kube::ApiResult<void> LeaderClient::Stream(const std::string& path, std::chrono::seconds silence,
                                           const std::function<bool(std::string_view)>& on_bytes,
                                           const std::stop_token& stop) {
  return api_.Stream(path, silence, on_bytes, stop);
}

}  // namespace portcullis::controller
