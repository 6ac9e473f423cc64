// Any bytes as JSON and as YAML: no crash, no exception, and of what is accepted every value has a
// place in the text, after the one before it, a path of its own, and is found by its key.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "json/reader.h"

namespace {

using portcullis::json::Document;
using portcullis::json::Format;
using portcullis::json::Member;
using portcullis::json::PathWithIndex;
using portcullis::json::PathWithKey;
using portcullis::json::Value;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Check(const Document& document, const Value& value, const std::string& path,
           std::size_t text_size) {
  Require(value.offset() <= text_size);
  Require(document.PathOf(value) == path);
  Require(document.PositionOf(value).line >= 1 && document.PositionOf(value).column >= 1);
  (void)value.AsInt64();
  (void)value.AsBool();
  std::size_t last = value.offset();
  for (std::size_t i = 0; i < value.Elements().size(); ++i) {
    const Value& element = value.Elements()[i];
    Require(element.offset() >= last);
    last = element.offset();
    Check(document, element, PathWithIndex(path, i), text_size);
  }
  for (const Member& member : value.Members()) {
    Require(member.key.offset() >= last && member.value.offset() >= member.key.offset());
    last = member.value.offset();
    Require(member.key.kind() == Value::Kind::kString);
    Require(value.Find(member.key.Text()) == &member.value);
    Check(document, member.value, PathWithKey(path, member.key.Text()), text_size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const Format format : {Format::kJson, Format::kYaml}) {
    const auto documents = Parse(text, format);
    if (!documents) {
      Require(!documents.error().message.empty());
      Require(documents.error().message.find('\n') == std::string::npos);
      continue;
    }
    for (const Document& document : *documents) Check(document, document.root(), "", size);
  }
  return 0;
}
