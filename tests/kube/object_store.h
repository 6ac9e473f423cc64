#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kube/api_client.h"

namespace portcullis::kube {

// An API server in memory: objects by path, each write with a new resourceVersion, 409 for a PUT on
// another one, JSON patches of `test` and `add`. It cannot watch. Thread-safe.
class ObjectStore final : public ApiClient {
 public:
  // Called before each call, which then has the error as its answer.
  using Fault = std::function<std::optional<ApiError>(const ApiRequest&)>;

  ApiResult<std::string> Call(const ApiRequest& request, const std::stop_token& stop) override;
  ApiResult<void> Stream(const std::string& path, std::chrono::seconds silence,
                         const std::function<bool(std::string_view)>& on_bytes,
                         const std::stop_token& stop) override;

  // What somebody else does, without faults.
  void Put(const std::string& path, const std::string& json);
  void Delete(const std::string& path);

  // "" if there is none.
  std::string Get(const std::string& path) const;

  // One scalar of an object by its JSON pointer, as text; "" if there is none.
  std::string Field(const std::string& path, const std::string& pointer) const;

  void SetFault(Fault fault);

  // "PUT /apis/..." of each call so far, faults too.
  std::vector<std::string> Calls() const;

 private:
  ApiResult<std::string> Answer(const ApiRequest& request);
  std::string Store(const std::string& path, const std::string& json);

  mutable std::mutex mutex_;  // guards all below
  std::map<std::string, std::string> objects_;
  std::int64_t version_ = 0;
  Fault fault_;
  std::vector<std::string> calls_;
};

}  // namespace portcullis::kube
