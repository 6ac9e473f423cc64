#include "controller/leader_client.h"

#include <doctest/doctest.h>

#include "tests/controller/recording_api_client.h"

namespace portcullis::controller {
namespace {

using Method = kube::ApiRequest::Method;

TEST_CASE("only a leader writes, and everybody reads") {
  RecordingApiClient api([](const kube::ApiRequest&) { return std::string("{}"); });
  bool leads = false;
  LeaderClient client(api, [&] { return leads; });
  for (const Method method : {Method::kPost, Method::kPut, Method::kPatch, Method::kDelete}) {
    const auto answer = client.Call({.method = method, .path = "/a"}, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().reason == "NotLeading");
    CHECK(answer.error().code == 0);
  }
  CHECK(client.Call({.path = "/a"}, {}));
  CHECK(api.TakeLines() == "GET /a");
  leads = true;
  CHECK(client.Call({.method = Method::kPost, .path = "/a"}, {}));
  CHECK(api.TakeLines() == "POST /a");
}

}  // namespace
}  // namespace portcullis::controller
