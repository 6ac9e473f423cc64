#include "kube/reflector.h"

#include <doctest/doctest.h>

#include <stop_token>
#include <string>
#include <vector>

#include "tests/kube/fake_api_client.h"
#include "tests/kube/fake_timer.h"

namespace portcullis::kube {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kGet = ApiRequest::Method::kGet;

// Writes down what it is told.
template <typename T>
class RecordingHandler final : public ObjectHandler<T> {
 public:
  void ListStarted() override { told_ += "[ "; }
  void Put(T object, std::string_view) override { told_ += object.name + ' '; }
  void PutUnreadable(const ObjectName& name) override { told_ += "?" + std::string(name.name) + ' '; }
  void Delete(const ObjectName& name) override { told_ += "-" + std::string(name.name) + ' '; }
  void ListDone() override { told_ += "] "; }

  const std::string& told() const { return told_; }

 private:
  std::string told_;
};

std::string Object(const std::string& name, const std::string& version) {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"shop","resourceVersion":")" + version +
         R"("}})";
}

std::string Page(const std::string& version, const std::vector<std::string>& names,
                 const std::string& continue_token = "") {
  std::string items;
  for (const std::string& name : names) items += (items.empty() ? "" : ",") + Object(name, "1");
  return R"({"kind":"ServiceList","metadata":{"resourceVersion":")" + version + R"(","continue":")" +
         continue_token + R"("},"items":[)" + items + "]}";
}

std::string Event(const std::string& type, const std::string& name, const std::string& version) {
  return R"({"type":")" + type + R"(","object":)" + Object(name, version) + "}\n";
}

std::string ErrorEvent(int code, const std::string& reason) {
  return R"({"type":"ERROR","object":{"kind":"Status","code":)" + std::to_string(code) +
         R"(,"reason":")" + reason + R"(","message":"why"}})";
}

tl::unexpected<ApiError> Refused(int code, std::string reason = "", std::string message = "why") {
  return tl::unexpected(ApiError{code, std::move(reason), std::move(message), {}});
}

// A reflector of Services that runs until it asks for something that the test has no answer to.
struct Loop {
  void Run() { reflector.Run(source.get_token()); }

  void List(ApiResult<std::string> answer) {
    client.Answer(kGet, "/api/v1/services", std::move(answer));
  }
  // Of which the server sends `chunks` in `length` and then ends it.
  void Watch(std::vector<std::string> chunks, milliseconds length = std::chrono::minutes(5),
             ApiResult<void> end = {}) {
    client.AnswerStream("/api/v1/services?watch=1", std::move(chunks), std::move(end),
                        [this, length] { timer.Advance(length); });
  }

  // What was asked for, shortened: "list", "list more x", "watch 7".
  std::string Asked() const {
    std::string asked;
    for (const ApiRequest& request : client.requests()) {
      const auto after = [&](const std::string& key) {
        const std::size_t at = request.path.find(key);
        if (at == std::string::npos) return std::string();
        const std::size_t begin = at + key.size();
        return request.path.substr(begin, request.path.find('&', begin) - begin);
      };
      if (request.path.find("watch=1") != std::string::npos) {
        asked += "watch " + after("resourceVersion=") + "; ";
      } else {
        asked += after("limit=").empty() ? "list all" : "list";
        asked += after("continue=").empty() ? "; " : " " + after("continue=") + "; ";
      }
    }
    return asked;
  }
  std::string Sleeps() const {
    std::string sleeps;
    for (const milliseconds sleep : timer.sleeps()) sleeps += std::to_string(sleep.count()) + ' ';
    return sleeps;
  }

  std::stop_source source;
  FakeApiClient client{[this] { source.request_stop(); }};
  FakeTimer timer;
  RecordingHandler<cluster::Service> handler;
  std::string troubles;
  Reflector<cluster::Service> reflector{client, handler, timer,
                                        [this](const std::string& what) { troubles += what + '\n'; }};
};

TEST_CASE("Reflector: lists, then watches from there") {
  Loop loop;
  loop.List(Page("7", {"a", "b"}));
  loop.Watch({Event("ADDED", "c", "8") + Event("MODIFIED", "a", "9"), Event("DELETED", "b", "10")});
  CHECK(!loop.reflector.state().synced);
  CHECK(!loop.reflector.state().last_contact);
  loop.Run();
  CHECK(loop.handler.told() == "[ a b ] c a -b ");
  CHECK(loop.client.RequestLines() ==
        "GET /api/v1/services?limit=500\n"
        "GET /api/v1/services?watch=1&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=300\n"
        "GET /api/v1/services?watch=1&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=300\n");
  CHECK(loop.troubles == "");
  CHECK(loop.Sleeps() == "");
  CHECK(loop.reflector.state().synced);
  CHECK(loop.reflector.state().trouble == "");
  CHECK(loop.timer.Now() - *loop.reflector.state().last_contact == std::chrono::minutes(5));
}

TEST_CASE("Reflector: Nodes come on smaller pages") {
  std::stop_source source;
  FakeApiClient client([&] { source.request_stop(); });
  client.Answer(kGet, "/api/v1/nodes?limit=200",
                R"({"kind":"NodeList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"n"}}]})");
  FakeTimer timer;
  RecordingHandler<cluster::Node> handler;
  Reflector<cluster::Node> reflector(client, handler, timer, [](const std::string&) {});
  reflector.Run(source.get_token());
  CHECK(handler.told() == "[ n ] ");
}

TEST_CASE("Reflector: the server is asked to end a watch after 5 to 10 minutes") {
  Loop loop;
  loop.timer.SetRandom(0.999);
  loop.List(Page("7", {}));
  loop.Run();
  CHECK(loop.client.requests().back().path.ends_with("&timeoutSeconds=599"));
}

TEST_CASE("Reflector: pages of a list") {
  Loop loop;
  loop.List(Page("7", {"a"}, "x/+="));
  loop.List(Page("7", {}, "y"));
  loop.List(Page("7", {"b"}));
  loop.Run();
  CHECK(loop.Asked() == "list; list x%2F%2B%3D; list y; watch 7; ");
  CHECK(loop.handler.told() == "[ a b ] ");
}

TEST_CASE("Reflector: bookmarks move the version on") {
  Loop loop;
  loop.List(Page("7", {"a"}));
  loop.Watch({Event("ADDED", "b", "8"), Event("BOOKMARK", "", "20")});
  loop.Run();
  CHECK(loop.Asked() == "list; watch 7; watch 20; ");
  CHECK(loop.handler.told() == "[ a ] b ");
}

TEST_CASE("Reflector: an expired continue token begins the list again") {
  Loop loop;
  loop.List(Page("7", {"a"}, "x"));
  loop.List(Refused(410, "Expired"));
  loop.List(Page("9", {"a"}, "y"));
  loop.List(Page("9", {"b"}));
  loop.Run();
  CHECK(loop.Asked() == "list; list x; list; list y; watch 9; ");
  CHECK(loop.handler.told() == "[ a [ a b ] ");
  CHECK(loop.Sleeps() == "");
}

TEST_CASE("Reflector: a continue token that expires twice leads to one list without pages") {
  Loop loop;
  loop.List(Page("7", {"a"}, "x"));
  loop.List(Refused(410, "Expired"));
  loop.List(Page("9", {"a"}, "y"));
  loop.List(Refused(410, "Expired"));
  loop.List(Page("11", {"a", "b"}));
  loop.Run();
  CHECK(loop.Asked() == "list; list x; list; list y; list all; watch 11; ");
  CHECK(loop.handler.told() == "[ a [ a [ a b ] ");
}

TEST_CASE("Reflector: a list that fails is asked for again after a pause") {
  struct Case { std::string name; ApiResult<std::string> answer; std::string trouble; };
  const Case cases[] = {
      {"connection refused", Refused(0, "", "connection refused"), "list Services: connection refused\n"},
      {"forbidden", Refused(403, "Forbidden"), "list Services: 403 Forbidden: why\n"},
      {"too many requests", Refused(429, "TooManyRequests"), "list Services: 429 TooManyRequests: why\n"},
      {"internal error of a proxy", Refused(502, "", "<html>"), "list Services: 502: <html>\n"},
      {"too large resource version", Refused(504, "Timeout"), "list Services: 504 Timeout: why\n"},
      {"no list", std::string("{}"),
       "list Services: the answer: its kind must be ServiceList, not \"\"\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Loop loop;
      loop.List(c.answer);
      loop.List(Page("7", {"a"}));
      loop.Run();
      CHECK(loop.Asked() == "list; list; watch 7; ");
      CHECK(loop.handler.told() == "[ [ a ] ");
      CHECK(loop.troubles == c.trouble);
      CHECK(loop.Sleeps() == "800 ");
    }
  }
}

TEST_CASE("Reflector: pauses grow while the server is away") {
  Loop loop;
  for (int i = 0; i < 8; ++i) loop.List(Refused(0, "", "connection refused"));
  loop.Run();
  CHECK(loop.Sleeps() == "800 1600 3200 6400 12800 25600 30000 30000 ");
  CHECK(loop.reflector.state().trouble == "list Services: connection refused");
  CHECK(!loop.reflector.state().synced);
}

// How a first watch, from version 7, goes; what is asked for then, and after which pause.
TEST_CASE("Reflector: the end of a watch") {
  struct Case {
    std::string name;
    std::vector<std::string> chunks;
    milliseconds length;
    ApiResult<void> end;
    std::string next;
    std::string sleeps;
    std::string trouble;
  };
  const std::string added = Event("ADDED", "b", "8");
  const Case cases[] = {
      {"clean end", {added}, seconds(300), {}, "watch 8; ", "", ""},
      {"clean end without an event", {}, seconds(300), {}, "watch 7; ", "", ""},
      {"short watch with an event", {added}, milliseconds(10), {}, "watch 8; ", "", ""},
      {"very short watch", {}, milliseconds(999), {}, "list; ", "800 ",
       "watch Services: it ended at once, without an event\n"},
      {"clean end inside an event", {added, R"({"type":"ADD)"}, seconds(60), {}, "watch 8; ", "800 ",
       "watch Services: it ended inside an event\n"},
      {"cut off inside an event", {added, R"({"type":"ADD)"}, seconds(60),
       Refused(0, "", "connection reset"), "watch 8; ", "800 ", "watch Services: connection reset\n"},
      {"connection refused", {}, milliseconds(1), Refused(0, "", "connection refused"), "watch 7; ",
       "800 ", "watch Services: connection refused\n"},
      {"silence", {added}, seconds(180), Refused(0, "", "nothing came for 180 s"), "watch 8; ",
       "800 ", "watch Services: nothing came for 180 s\n"},
      {"too many requests", {}, milliseconds(1), Refused(429, "TooManyRequests"), "watch 7; ", "800 ",
       "watch Services: 429 TooManyRequests: why\n"},
      {"too many requests as an event", {added, ErrorEvent(429, "TooManyRequests")}, seconds(60), {},
       "watch 8; ", "800 ", "watch Services: 429 TooManyRequests: why\n"},
      {"expired version", {}, milliseconds(1), Refused(410, "Expired"), "list; ", "800 ",
       "watch Services: 410 Expired: why\n"},
      {"expired version as an event", {added, ErrorEvent(410, "Expired")}, seconds(60), {}, "list; ",
       "800 ", "watch Services: 410 Expired: why\n"},
      {"gone as an event", {ErrorEvent(410, "Gone")}, seconds(60), {}, "list; ", "800 ",
       "watch Services: 410 Gone: why\n"},
      {"internal error as an event", {added, ErrorEvent(500, "InternalError")}, seconds(60), {},
       "list; ", "800 ", "watch Services: 500 InternalError: why\n"},
      {"too large resource version", {}, milliseconds(1), Refused(504, "Timeout"), "list; ", "800 ",
       "watch Services: 504 Timeout: why\n"},
      {"unauthorized", {}, milliseconds(1), Refused(401, "Unauthorized"), "list; ", "800 ",
       "watch Services: 401 Unauthorized: why\n"},
      {"malformed event", {added, R"({"type":"ADDED","object":[}})"}, seconds(60), {}, "list; ",
       "800 ", "watch Services: an event: it is not JSON: at byte 26: Invalid value.\n"},
      {"what is behind an error event is not read", {ErrorEvent(410, "Gone") + Event("ADDED", "z", "9")},
       seconds(60), {}, "list; ", "800 ", "watch Services: 410 Gone: why\n"},
      {"an event of a type that Kubernetes may add", {added, Event("PAUSED", "z", "9")}, seconds(60),
       {}, "watch 8; ", "", ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Loop loop;
      loop.List(Page("7", {"a"}));
      loop.Watch(c.chunks, c.length, c.end);
      loop.Run();
      CHECK(loop.Asked() == "list; watch 7; " + c.next);
      CHECK(loop.Sleeps() == c.sleeps);
      CHECK(loop.troubles == c.trouble);
      const bool has_added = !c.chunks.empty() && c.chunks.front() == added;
      CHECK(loop.handler.told() ==
            std::string("[ a ] ") + (has_added ? "b " : "") + (c.next == "list; " ? "[ " : ""));
    }
  }
}

TEST_CASE("Reflector: a list after an expired version tells what was deleted meanwhile") {
  Loop loop;
  loop.List(Page("7", {"a", "b"}));
  loop.Watch({ErrorEvent(410, "Expired")});
  loop.List(Page("90", {"b", "c"}));
  loop.Run();
  CHECK(loop.Asked() == "list; watch 7; list; watch 90; ");
  CHECK(loop.handler.told() == "[ a b ] [ b c ] ");
}

TEST_CASE("Reflector: an object that cannot be read does not stop the others") {
  const std::string bad = R"({"metadata":{"name":"bad","namespace":"shop","resourceVersion":"9"},
                              "spec":{"ports":{}}})";
  Loop loop;
  std::string page = Page("7", {"a", "b"});
  page.insert(page.find(Object("b", "1")), bad + ",");
  loop.List(page);
  loop.Watch({R"({"type":"MODIFIED","object":)" + bad + "}", Event("ADDED", "c", "10")});
  loop.Run();
  CHECK(loop.handler.told() == "[ a ?bad b ] ?bad c ");
  CHECK(loop.troubles == "Service shop/bad cannot be read: spec.ports must be a list\n"
                         "Service shop/bad cannot be read: spec.ports must be a list\n");
  CHECK(loop.reflector.state().unreadable == 2);
  CHECK(loop.Sleeps() == "");
}

TEST_CASE("Reflector: bytes end a trouble") {
  Loop loop;
  loop.List(Page("7", {"a"}));
  loop.Watch({}, seconds(60), Refused(0, "", "connection reset"));
  loop.Watch({Event("BOOKMARK", "", "9")}, seconds(60), {});
  loop.Run();
  CHECK(loop.troubles == "watch Services: connection reset\n");
  CHECK(loop.reflector.state().trouble == "");
}

TEST_CASE("Reflector: a stop ends its pause") {
  std::stop_source source;
  FakeApiClient client;  // never answers
  RecordingHandler<cluster::Service> handler;
  SystemTimer timer;
  Reflector<cluster::Service> reflector(client, handler, timer,
                                        [&](const std::string&) { source.request_stop(); });
  const auto begun = timer.Now();
  reflector.Run(source.get_token());
  CHECK(timer.Now() - begun < Backoff::kFirst);
}

}  // namespace
}  // namespace portcullis::kube
