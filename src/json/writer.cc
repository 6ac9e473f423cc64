#include "json/writer.h"

#include <rapidjson/writer.h>

namespace portcullis::json {
namespace {

// Not rapidjson::StringBuffer: RapidJSON 1.1.0's SSE2 code for that one writes U+001A to U+001F as
// they are, which is no JSON.
class StringStream {
 public:
  using Ch = char;

  explicit StringStream(std::string& out) : out_(out) {}

  void Put(char c) { out_.push_back(c); }
  void Flush() {}

 private:
  std::string& out_;
};

}  // namespace

struct Writer::State {
  explicit State(std::string& out) : stream(out), writer(stream) {}

  StringStream stream;
  rapidjson::Writer<StringStream> writer;
};

Writer::Writer(std::string& out) : state_(std::make_unique<State>(out)) {}

Writer::~Writer() = default;

void Writer::StartObject() { state_->writer.StartObject(); }
void Writer::EndObject() { state_->writer.EndObject(); }
void Writer::StartArray() { state_->writer.StartArray(); }
void Writer::EndArray() { state_->writer.EndArray(); }

void Writer::Key(std::string_view key) {
  state_->writer.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}

void Writer::String(std::string_view text) {
  state_->writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Writer::Int(std::int64_t value) { state_->writer.Int64(value); }
void Writer::Bool(bool value) { state_->writer.Bool(value); }
void Writer::Null() { state_->writer.Null(); }

void Writer::Copy(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return Null();
    case Value::Kind::kBool:
      return Bool(value.AsBool().value());
    case Value::Kind::kNumber:
      state_->writer.RawValue(value.Text().data(), value.Text().size(), rapidjson::kNumberType);
      return;
    case Value::Kind::kString:
      return String(value.Text());
    case Value::Kind::kArray:
      StartArray();
      for (const Value& element : value.Elements()) Copy(element);
      return EndArray();
    case Value::Kind::kObject:
      StartObject();
      for (const Member& member : value.Members()) {
        Key(member.key.Text());
        Copy(member.value);
      }
      return EndObject();
  }
}

}  // namespace portcullis::json
