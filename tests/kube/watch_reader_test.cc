#include "kube/watch_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/kube/object_text.h"

namespace portcullis::kube {
namespace {

std::string ToText(WatchEvent& event) {
  const std::string version(event.object.resource_version());
  const auto object = [&] { return portcullis::kube::ToText(event.object.TakeService().value()); };
  switch (event.type) {
    case WatchEvent::Type::kAdded: return "added " + version + ' ' + object();
    case WatchEvent::Type::kModified: return "modified " + version + ' ' + object();
    case WatchEvent::Type::kDeleted: return "deleted " + version + ' ' + object();
    case WatchEvent::Type::kBookmark: return "bookmark " + version;
    case WatchEvent::Type::kError:
      return "error " + std::to_string(event.status.code) + ' ' + event.status.reason + ": " +
             event.status.message;
    case WatchEvent::Type::kOther: return "other";
  }
  return "?";
}

// The events of a stream that comes in these pieces, one a line.
std::string Events(const std::vector<std::string_view>& pieces) {
  WatchReader reader;
  std::string events;
  for (std::string_view piece : pieces) {
    for (;;) {
      auto event = reader.Next(piece);
      if (!event) return events + "no event: " + event.error().message;
      if (!*event) break;
      events += ToText(**event) + '\n';
    }
    REQUIRE(piece.empty());
  }
  return events + (reader.is_inside_event() ? "inside" : "");
}

// Multi-byte characters, escapes and brackets in strings, with and without white space between.
const std::string kFiveEvents =
    R"({"type":"ADDED","object":{"kind":"Service","apiVersion":"v1","metadata":{"name":"a",)"
    R"("namespace":"shop","resourceVersion":"11","annotations":{"ignore.portcullis.dev/x":")"
    "\xE7\xBD\x91\xF0\x9F\x94\x92\\\"}{\\\\\"}},\"spec\":{\"type\":\"NodePort\"}}}\n"
    R"({"type":"MODIFIED","object":{"metadata":{"name":"b\u7bc7","resourceVersion":"12"}}})"
    R"({"object":{"metadata":{"resourceVersion":"13","name":"c"}},"type":"DELETED"})"
    "\r\n \t"
    R"({"type":"BOOKMARK","object":{"kind":"Service","metadata":{"resourceVersion":"14",)"
    R"("creationTimestamp":null},"spec":{},"status":{"loadBalancer":{}}}})"
    "\n"
    R"({"type":"ERROR","object":{"kind":"Status","metadata":{},"status":"Failure",)"
    R"x("message":"too old resource version: 1 (2)","reason":"Expired","code":410}})x"
    "\n";

const std::string kWant =
    "added 11 shop/a NodePort IPv4 annotation[ignore.portcullis.dev/x]=\xE7\xBD\x91\xF0\x9F\x94\x92\"}{\\\n"
    "modified 12 b\xE7\xAF\x87 ClusterIP IPv4\n"
    "deleted 13 c ClusterIP IPv4\n"
    "bookmark 14\n"
    "error 410 Expired: too old resource version: 1 (2)\n";

TEST_CASE("a watch says the same wherever it is cut") {
  const std::string_view stream = kFiveEvents;
  CHECK(Events({stream}) == kWant);
  for (std::size_t i = 0; i <= stream.size(); ++i) {
    CHECK(Events({stream.substr(0, i), stream.substr(i)}) == kWant);
    CHECK(Events({stream.substr(0, i), "", stream.substr(i, 1), stream.substr(std::min(i + 1, stream.size()))}) ==
          kWant);
  }
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < stream.size(); ++i) bytes.push_back(stream.substr(i, 1));
  CHECK(Events(bytes) == kWant);
}

TEST_CASE("events of a watch") {
  struct Case { std::string name; std::string stream; std::string want; };
  const Case cases[] = {
      {"none", "", ""},
      {"only white space", " \n\r\t\n", ""},
      {"a type that Kubernetes may add", R"({"type":"PAUSED","object":{"metadata":{}}})", "other\n"},
      {"an error without code", R"({"type":"ERROR","object":{"reason":"Unknown"}})",
       "error 500 Unknown: \n"},
      {"an error whose code is none", R"({"type":"ERROR","object":{"code":200,"message":"x"}})",
       "error 500 : x\n"},
      {"the fields of a status at other places",
       R"({"type":"ERROR","code":404,"object":{"details":{"code":403,"reason":"y"},"code":429,"reason":"TooManyRequests"}})",
       "error 429 TooManyRequests: \n"},
      {"no type", R"({"object":{}})", "no event: type must be given"},
      {"no object", R"({"type":"ADDED"})", "no event: object must be given"},
      {"a null object", R"({"type":"DELETED","object":null})", "no event: object must be given"},
      {"a text as object", R"({"type":"ADDED","object":"x"})", "no event: object must be given"},
      {"brackets that do not match", R"({"type":"ADDED","object":{]})",
       "no event: it is not JSON: at byte 26: Missing a name for object member."},
      {"an event, then no JSON", R"({"type":"BOOKMARK","object":{}}<html>)",
       "bookmark \nno event: a JSON object must begin, not \"<html>\""},
      {"a list", "[1]", "no event: a JSON object must begin, not \"[1]\""},
      {"no UTF-8", "{\"type\":\"\xC3\x28\"}", "no event: it is not valid UTF-8"},
      {"cut off in a string", R"({"type":"ADDED","object":{"a":"\")", "inside"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Events({c.stream}) == c.want); }
  }
}

TEST_CASE("the length of an event is bounded") {
  const auto event = [](std::size_t length) {
    const std::string begin = R"({"type":"BOOKMARK","object":{"x":")";
    const std::string end = R"("}})";
    return begin + std::string(length - begin.size() - end.size(), 'x') + end;
  };
  const std::string longest = event(WatchReader::kMaxEventBytes);
  CHECK(Events({longest}) == "bookmark \n");
  const std::string longer = event(WatchReader::kMaxEventBytes + 1);
  CHECK(Events({longer}) == "no event: an object is longer than 8388608 bytes");
  const auto half = std::string_view(longer).substr(0, WatchReader::kMaxEventBytes / 2);
  CHECK(Events({half, half}) == "inside");
  CHECK(Events({half, half, "x"}) == "no event: an object is longer than 8388608 bytes");
}

}  // namespace
}  // namespace portcullis::kube
