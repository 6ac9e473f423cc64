#include "controller/event_recorder.h"

#include <doctest/doctest.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <sstream>
#include <string>
#include <thread>

#include "base/rfc3339.h"
#include "tests/controller/evaluations.h"
#include "tests/controller/recording_api_client.h"

namespace portcullis::controller {
namespace {

using kube::ApiRequest;
using Method = ApiRequest::Method;
using std::chrono::seconds;

const EventRecorder::TimePoint kStart{std::chrono::hours(1)};
const policy::ObjectRef kWeb = ServiceRef("shop", "web");

struct FixedClock final : Clock {
  TimePoint Now() const override { return ParseRfc3339("2026-11-20T08:00:00Z").value(); }
};

Change ChangeOf(const policy::ObjectRef& object, Change::Kind kind = Change::Kind::kOpened,
                std::string port = "30080") {
  const LedgerEntry entry =
      EntryOf(FindingOf("external-ip-used", object, policy::Severity::kHigh, std::move(port)),
              message::Language::kEnglish);
  return {kind, object, entry, entry.text};
}

std::optional<std::string> SomeUid(const policy::ObjectRef&) { return "5f0d"; }

// An API server that keeps events, and a recorder in front of it. Lines leave out the digits of the
// event's name.
struct Scene {
  RecordingApiClient::Answer Answer(const ApiRequest& request) {
    if (is_down) return Refused(0);
    if (request.method == Method::kPost) {
      if (request.path.find("/default/") != std::string::npos && refuses_default) {
        return Refused(422, "Invalid", {"involvedObject.namespace"});
      }
      const std::string name = NameIn(request.body);
      if (!counts.emplace(request.path + "/" + name, 1).second)
        return Refused(409, "AlreadyExists");
      return "{}";
    }
    const auto found = counts.find(request.path);
    if (found == counts.end()) return Refused(404, "NotFound");
    if (request.method == Method::kPatch) {
      patches += request.body;
      ++found->second;
      return "{}";
    }
    if (found->second == 1) return "{}";
    return R"({"series":{"count":)" + std::to_string(found->second) + "}}";
  }

  static std::string NameIn(const std::string& body) {
    const std::string key = R"("metadata":{"name":")";
    const auto begin = body.find(key) + key.size();
    return body.substr(begin, body.find('"', begin) - begin);
  }

  // Writes until nothing more is to be done now; the calls a line.
  std::string Write(EventRecorder::TimePoint now = kStart) {
    for (auto next = recorder.WriteNext(now, {}); next && *next <= now;) {
      next = recorder.WriteNext(now, {});
    }
    std::string lines = api.TakeLines();
    for (auto at = lines.find("events/web."); at != lines.npos;
         at = lines.find("events/web.", at)) {
      at = lines.find('.', at);
      lines.erase(at + 1, 16);
    }
    return lines;
  }

  // The value of portcullis_events_total.
  std::string Counted(const std::string& result) {
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, registry.Collect());
    const std::string key = "portcullis_events_total{result=\"" + result + "\"} ";
    const std::string page = text.str();
    const auto begin = page.find(key) + key.size();
    return page.substr(begin, page.find('\n', begin) - begin);
  }

  bool is_down = false;
  bool is_object_gone = false;
  bool refuses_default = false;
  std::map<std::string, int> counts;  // by path
  std::string patches;
  FixedClock clock;
  prometheus::Registry registry;
  Metrics metrics{registry};
  log::Log log{log::Format::kText, 0};
  RecordingApiClient api{[this](const ApiRequest& request) { return Answer(request); }};
  EventRecorder recorder{"host_1",
                         [this](const policy::ObjectRef& object) {
                           return is_object_gone ? std::nullopt : SomeUid(object);
                         },
                         api, clock, metrics, log};
};

constexpr std::string_view kPostWeb = "POST /apis/events.k8s.io/v1/namespaces/shop/events";

TEST_CASE("an opened and a resolved finding are told of at the object") {
  Scene scene;
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  scene.recorder.Record(ChangeOf(kWeb, Change::Kind::kResolved), kStart);
  CHECK(scene.Write() == std::string(kPostWeb) + "\n" + std::string(kPostWeb));
  CHECK(scene.counts.size() == 2);
  CHECK(scene.Counted("ok") == "2");
  CHECK(scene.Write() == "");
}

TEST_CASE("no event is for") {
  Scene scene;
  SUBCASE("a finding that changed") {
    scene.recorder.Record(ChangeOf(kWeb, Change::Kind::kChanged), kStart);
  }
  SUBCASE("a group") { scene.recorder.Record(ChangeOf(GroupRef("sg-a")), kStart); }
  SUBCASE("an instance") {
    scene.recorder.Record(ChangeOf({policy::ObjectRef::Kind::kInstance, "", "ins-a"}), kStart);
  }
  CHECK(scene.Write() == "");
}

TEST_CASE("an object that is gone has no event") {
  Scene scene;
  scene.is_object_gone = true;
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  CHECK(scene.Write() == "");
  CHECK(scene.Counted("error") == "0");
}

TEST_CASE("an event that is there since before a restart stays as it is") {
  Scene scene;
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  scene.Write();
  EventRecorder after_restart("host_2", SomeUid, scene.api, scene.clock, scene.metrics, scene.log);
  after_restart.Record(ChangeOf(kWeb), kStart);
  after_restart.WriteNext(kStart, {});
  CHECK(scene.counts.begin()->second == 1);
  CHECK(scene.Counted("error") == "0");
}

TEST_CASE("a finding that comes back raises the count of its event") {
  Scene scene;
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  scene.recorder.Record(ChangeOf(kWeb, Change::Kind::kResolved), kStart);
  scene.Write();
  const std::string raise = "GET /apis/events.k8s.io/v1/namespaces/shop/events/web.\n"
                            "PATCH /apis/events.k8s.io/v1/namespaces/shop/events/web.";
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  CHECK(scene.Write() == raise);
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  CHECK(scene.Write() == raise);
  CHECK(scene.patches ==
        R"({"series":{"count":2,"lastObservedTime":"2026-11-20T08:00:00.000000Z"}})"
        R"({"series":{"count":3,"lastObservedTime":"2026-11-20T08:00:00.000000Z"}})");

  SUBCASE("or makes the event again after it has expired") {
    scene.counts.clear();
    scene.recorder.Record(ChangeOf(kWeb), kStart);
    CHECK(scene.Write() == "GET /apis/events.k8s.io/v1/namespaces/shop/events/web.\n" +
                               std::string(kPostWeb));
  }
}

TEST_CASE("events about Nodes") {
  Scene scene;
  scene.recorder.Record(ChangeOf(NodeRef("n1")), kStart);

  SUBCASE("are in default") {
    CHECK(scene.Write() == "POST /apis/events.k8s.io/v1/namespaces/default/events");
  }
  SUBCASE("are in kube-system where the server wants it, from the second on at once") {
    scene.refuses_default = true;
    CHECK(scene.Write() ==
          "POST /apis/events.k8s.io/v1/namespaces/default/events\n"
          "POST /apis/events.k8s.io/v1/namespaces/kube-system/events");
    scene.recorder.Record(ChangeOf(NodeRef("n2")), kStart);
    CHECK(scene.Write() == "POST /apis/events.k8s.io/v1/namespaces/kube-system/events");
  }
}

TEST_CASE("while the server gives no answer an event is tried again, and then given up") {
  Scene scene;
  scene.is_down = true;
  scene.recorder.Record(ChangeOf(kWeb), kStart);
  CHECK(scene.recorder.WriteNext(kStart, {}) == kStart + seconds(10));
  CHECK(scene.recorder.WriteNext(kStart + seconds(9), {}) == kStart + seconds(10));
  CHECK(scene.api.Take().size() == 1);

  SUBCASE("the server comes back") {
    scene.is_down = false;
    CHECK_FALSE(scene.recorder.WriteNext(kStart + seconds(10), {}));
    CHECK(scene.Counted("ok") == "1");
  }
  SUBCASE("it does not") {
    for (int i = 1; i < EventRecorder::kMaxTries; ++i) {
      CHECK(scene.Counted("error") == "0");
      scene.recorder.WriteNext(kStart + seconds(10) * i, {});
    }
    CHECK(scene.Counted("error") == "1");
    CHECK(scene.api.Take().size() == EventRecorder::kMaxTries - 1);
    CHECK_FALSE(scene.recorder.WriteNext(kStart + std::chrono::hours(1), {}));
  }
}

TEST_CASE("what the server refuses is not tried again") {
  Scene scene;
  RecordingApiClient api([](const ApiRequest& request) {
    return request.method == Method::kPost ? Refused(403, "Forbidden")
                                           : RecordingApiClient::Answer("{}");
  });
  EventRecorder recorder("host_1", SomeUid, api, scene.clock, scene.metrics, scene.log);
  recorder.Record(ChangeOf(kWeb), kStart);
  CHECK_FALSE(recorder.WriteNext(kStart, {}));
  CHECK(scene.Counted("error") == "1");
}

TEST_CASE("what is queued is bounded") {
  Scene scene;
  SUBCASE("in all") {
    for (std::size_t i = 0; i < EventRecorder::kMaxQueue + 7; ++i) {
      scene.recorder.Record(ChangeOf(ServiceRef("shop", "s" + std::to_string(i))), kStart);
    }
    CHECK(scene.Counted("dropped") == "7");
  }
  SUBCASE("for an object") {
    for (int i = 0; i < EventHistory::kBurst + 3; ++i) {
      scene.recorder.Record(ChangeOf(kWeb, Change::Kind::kOpened, std::to_string(30000 + i)),
                            kStart);
    }
    CHECK(scene.Counted("dropped") == "3");
  }
}

TEST_CASE("a stop ends the recorder while it waits") {
  Scene scene;
  std::jthread thread([&](const std::stop_token& stop) { scene.recorder.Run(stop); });
  thread.request_stop();
  thread.join();
  CHECK(scene.counts.empty());
}

}  // namespace
}  // namespace portcullis::controller
