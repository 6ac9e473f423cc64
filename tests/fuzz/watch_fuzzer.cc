// Any bytes as a watch: no crash, and the same events and the same end whether they come at once or
// in pieces. What the splitter takes for objects makes up the stream but for white space, and those
// that are events are JSON to RapidJSON's own stream too. The first byte tells the length of a piece.
#include <rapidjson/document.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kube/list_reader.h"
#include "kube/value_splitter.h"
#include "kube/watch_reader.h"

namespace {

using portcullis::kube::ObjectReader;
using portcullis::kube::ValueSplitter;
using portcullis::kube::WatchReader;

constexpr std::size_t kMaxBytes = 1 << 20;
// RapidJSON's own scan looks at 16 bytes at a time.
constexpr std::size_t kReadAhead = 16;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string TextOf(ObjectReader& object) {
  std::string text = std::string(object.namespace_name()) + '/' + std::string(object.name()) + ' ' +
                     std::string(object.uid()) + ' ' + std::string(object.resource_version());
  const auto service = object.TakeService();
  if (!service) return text + service.error().Sentence();
  for (const auto& port : service->ports) text += ' ' + std::to_string(port.node_port);
  return text;
}

// What comes out of the stream, and how it ends.
std::string Events(std::string_view stream, std::size_t piece_length) {
  WatchReader reader;
  std::string events;
  while (!stream.empty()) {
    std::string_view piece = stream.substr(0, piece_length);
    stream.remove_prefix(piece.size());
    for (;;) {
      auto event = reader.Next(piece);
      if (!event) return events + event.error().message.substr(0, 20);
      if (!*event) break;
      events += std::to_string(static_cast<int>((*event)->type)) + ' ' + TextOf((*event)->object) +
                std::to_string((*event)->status.code) + (*event)->status.reason +
                (*event)->status.message + '\n';
    }
    Require(piece.empty());
  }
  return events + (reader.is_inside_event() ? "inside" : "between");
}

void SplitAndCompare(std::string_view stream) {
  ValueSplitter splitter(kMaxBytes);
  std::string_view rest = stream;
  for (;;) {
    const std::size_t before = rest.size();
    const auto value = splitter.Next(rest);
    if (!value || !*value) return;
    const std::string_view object((*value)->data(), (*value)->size());
    const std::string_view taken = stream.substr(stream.size() - before, before - rest.size());
    Require(taken.ends_with(object));
    Require(taken.find_first_not_of(" \t\r\n") == taken.size() - object.size());

    WatchReader reader;
    std::string_view alone = object;
    const auto event = reader.Next(alone);
    if (!event) continue;
    std::string text(object);
    text.reserve(text.size() + kReadAhead);
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(
        text.c_str());
    Require(!document.HasParseError());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data + 1), size - 1);
  Require(Events(stream, data[0] % 32 + std::size_t{1}) == Events(stream, stream.size()));
  SplitAndCompare(stream);
  (void)portcullis::kube::ReadListPage(std::string(stream), "ServiceList",
                                       [](ObjectReader& item) { (void)TextOf(item); });
  return 0;
}
