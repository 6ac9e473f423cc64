#include "kube/manifest_reader.h"

#include <utility>

#include "json/field.h"
#include "json/reader.h"
#include "kube/object_reader.h"

namespace portcullis::kube {
namespace {

// Gives an ObjectReader the events of a value that is already read, and the places of its parts.
class EventSource final : public PositionSource {
 public:
  explicit EventSource(const json::Document& document) : document_(document) {}

  cluster::SourcePosition Current() const override {
    const json::Position position = document_.PositionOf(*current_);
    return {position.line, position.column};
  }

  void Feed(const json::Value& value, ObjectReader& reader) {
    current_ = &value;
    switch (value.kind()) {
      case json::Value::Kind::kNull: reader.Null(); break;
      case json::Value::Kind::kBool: reader.Bool(*value.AsBool()); break;
      case json::Value::Kind::kNumber: reader.Number(value.AsInt64()); break;
      case json::Value::Kind::kString: reader.String(value.Text()); break;
      case json::Value::Kind::kArray:
        reader.StartArray();
        for (const json::Value& element : value.Elements()) Feed(element, reader);
        reader.EndArray();
        break;
      case json::Value::Kind::kObject:
        reader.StartObject();
        for (const json::Member& member : value.Members()) {
          reader.Key(member.key.Text());
          Feed(member.value, reader);
        }
        reader.EndObject();
        break;
    }
  }

 private:
  const json::Document& document_;
  const json::Value* current_ = nullptr;
};

class ManifestBuilder {
 public:
  ManifestBuilder(const json::Document& document, Manifest& manifest, json::Errors& errors)
      : document_(document), manifest_(manifest), errors_(errors) {}

  void Add(const json::Value& value) {
    const std::string_view version = TextOf(value, "apiVersion");
    const std::string_view kind = TextOf(value, "kind");
    if (version != "v1") {
      ++manifest_.skipped;
    } else if (kind == "List" || kind == "ServiceList" || kind == "NodeList") {
      const json::Value* items = value.Find("items");
      if (items == nullptr) return;
      for (const json::Value& item : items->Elements()) {
        // Items of a typed list leave out what the list's kind says.
        if (item.Find("kind") == nullptr && kind != "List") {
          AddObject(item, kind.substr(0, kind.size() - 4));
        } else {
          Add(item);
        }
      }
    } else {
      AddObject(value, kind);
    }
  }

 private:
  static std::string_view TextOf(const json::Value& value, std::string_view key) {
    const json::Value* member = value.Find(key);
    return member == nullptr ? std::string_view() : member->Text();
  }

  void AddObject(const json::Value& value, std::string_view kind) {
    if (kind != "Service" && kind != "Node") {
      ++manifest_.skipped;
      return;
    }
    EventSource source(document_);
    ObjectReader reader(&source);
    source.Feed(value, reader);
    if (kind == "Service") {
      auto service = reader.TakeService();
      if (!service) return AddError(service.error());
      if (service->namespace_name.empty()) service->namespace_name = "default";
      manifest_.services.push_back(*std::move(service));
    } else {
      auto node = reader.TakeNode();
      if (!node) return AddError(node.error());
      manifest_.nodes.push_back(*std::move(node));
    }
  }

  void AddError(const FieldError& error) {
    errors_.Add({{error.position.line, error.position.column}, error.path, error.message});
  }

  const json::Document& document_;
  Manifest& manifest_;
  json::Errors& errors_;
};

}  // namespace

Result<Manifest> ReadManifest(std::string text, std::string_view file_name) {
  const json::Format format = json::FormatOf(file_name, text);
  const auto documents = json::Parse(std::move(text), format);
  if (!documents) return tl::unexpected(json::ToError(documents.error(), file_name));
  Manifest manifest;
  json::Errors errors;
  for (const json::Document& document : *documents) {
    ManifestBuilder(document, manifest, errors).Add(document.root());
  }
  if (const Status status = errors.ToStatus(file_name); !status) {
    return tl::unexpected(status.error());
  }
  return manifest;
}

}  // namespace portcullis::kube
