#include "config/config_schema.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "config/shape.h"
#include "json/reader.h"
#include "json/writer.h"

namespace portcullis::config {
namespace {

using json::Writer;
using Condition = Shape::Condition;

bool IsRequired(const Shape& shape) { return shape.presence == Shape::Presence::kRequired; }
bool HasCondition(const Shape& shape) { return !shape.only_where.key.empty(); }

void Member(Writer& writer, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  writer.Key(key);
  writer.String(text);
}

std::string_view TypeName(Shape::Type type) {
  switch (type) {
    case Shape::Type::kObject: return "object";
    case Shape::Type::kList: return "array";
    case Shape::Type::kText: return "string";
    case Shape::Type::kBool: return "boolean";
  }
  return "";
}

void WriteValue(Writer& writer, const json::Value& value) {
  switch (value.kind()) {
    case json::Value::Kind::kArray:
      writer.StartArray();
      for (const json::Value& element : value.Elements()) WriteValue(writer, element);
      writer.EndArray();
      return;
    case json::Value::Kind::kObject:
      writer.StartObject();
      for (const json::Member& member : value.Members()) {
        writer.Key(member.key.Text());
        WriteValue(writer, member.value);
      }
      writer.EndObject();
      return;
    case json::Value::Kind::kBool: writer.Bool(*value.AsBool()); return;
    default: writer.String(value.Text());
  }
}

// REQUIRES: the shape has a default.
void WriteDefault(Writer& writer, const Shape& shape) {
  WriteValue(writer, json::ParseJson(shape.default_json).value().root());
}

void WriteSchema(Writer& writer, const Shape& shape);

// null is as good as nothing, except for what has to be there.
void WriteType(Writer& writer, const Shape& shape, bool may_be_null) {
  writer.Key("type");
  if (!may_be_null) {
    writer.String(TypeName(shape.type));
    return;
  }
  writer.StartArray();
  writer.String(TypeName(shape.type));
  writer.String("null");
  writer.EndArray();
}

void WriteWords(Writer& writer, const Shape& shape) {
  writer.Key("enum");
  writer.StartArray();
  for (const std::string_view word : shape.words) writer.String(word);
  if (shape.default_json == "\"\"") writer.String("");
  if (!IsRequired(shape)) writer.Null();
  writer.EndArray();
}

void WriteRequired(Writer& writer, const std::vector<const Shape*>& fields) {
  writer.Key("required");
  writer.StartArray();
  for (const Shape* field : fields) writer.String(field->key);
  writer.EndArray();
}

// An empty document asks for the defaults.
void WriteRequiredUnlessEmpty(Writer& writer, const std::vector<const Shape*>& fields) {
  writer.Key("if");
  writer.StartObject();
  writer.Key("minProperties");
  writer.Int(1);
  writer.EndObject();
  writer.Key("then");
  writer.StartObject();
  WriteRequired(writer, fields);
  writer.EndObject();
}

// What holds where a sibling says the word, and what where it says something else.
void WriteCondition(Writer& writer, const Condition& condition,
                    const std::vector<const Shape*>& fields) {
  writer.StartObject();
  writer.Key("if");
  writer.StartObject();
  writer.Key("properties");
  writer.StartObject();
  writer.Key(condition.key);
  writer.StartObject();
  Member(writer, "const", condition.word);
  writer.EndObject();
  writer.EndObject();
  writer.Key("required");
  writer.StartArray();
  writer.String(condition.key);
  writer.EndArray();
  writer.EndObject();

  std::vector<const Shape*> required;
  std::copy_if(fields.begin(), fields.end(), std::back_inserter(required),
               [](const Shape* field) { return IsRequired(*field); });
  writer.Key("then");
  writer.StartObject();
  WriteRequired(writer, required);
  writer.Key("properties");
  writer.StartObject();
  for (const Shape* field : required) {
    writer.Key(field->key);
    writer.StartObject();
    WriteType(writer, *field, false);
    writer.Key("minLength");
    writer.Int(1);
    writer.EndObject();
  }
  writer.EndObject();
  writer.EndObject();

  writer.Key("else");
  writer.StartObject();
  writer.Key("properties");
  writer.StartObject();
  for (const Shape* field : fields) {
    writer.Key(field->key);
    writer.StartObject();
    writer.Key("enum");
    writer.StartArray();
    WriteDefault(writer, *field);
    writer.Null();
    writer.EndArray();
    writer.EndObject();
  }
  writer.EndObject();
  writer.EndObject();
  writer.EndObject();
}

void WriteConditions(Writer& writer, const Shape& object) {
  std::vector<const Shape*> rest;
  for (const Shape& field : object.fields) {
    if (HasCondition(field)) rest.push_back(&field);
  }
  if (rest.empty()) return;
  writer.Key("allOf");
  writer.StartArray();
  while (!rest.empty()) {
    const Condition condition = rest.front()->only_where;
    const auto others = std::stable_partition(rest.begin(), rest.end(), [&](const Shape* field) {
      return field->only_where.word == condition.word;
    });
    WriteCondition(writer, condition, {rest.begin(), others});
    rest.erase(rest.begin(), others);
  }
  writer.EndArray();
}

void WriteFields(Writer& writer, const Shape& object) {
  writer.Key("properties");
  writer.StartObject();
  std::vector<const Shape*> required;
  for (const Shape& field : object.fields) {
    writer.Key(field.key);
    WriteSchema(writer, field);
    if (IsRequired(field) && !HasCondition(field)) required.push_back(&field);
  }
  writer.EndObject();
  writer.Key("additionalProperties");
  writer.Bool(false);
  if (&object == &ConfigShape()) {
    WriteRequiredUnlessEmpty(writer, required);
  } else if (!required.empty()) {
    WriteRequired(writer, required);
  }
  WriteConditions(writer, object);
}

// The members that say what a value is, within an object that the caller has opened.
void WriteMembers(Writer& writer, const Shape& shape) {
  const bool must_be = IsRequired(shape) && !HasCondition(shape);
  Member(writer, "description", shape.description);
  const bool is_field = !shape.key.empty();
  WriteType(writer, shape, is_field && !must_be);
  if (!shape.words.empty()) WriteWords(writer, shape);
  Member(writer, "pattern", shape.pattern);
  if (must_be && shape.type == Shape::Type::kText && shape.words.empty()) {
    writer.Key("minLength");
    writer.Int(1);
  }
  if (must_be && shape.type == Shape::Type::kList) {
    writer.Key("minItems");
    writer.Int(1);
  }
  if (shape.type == Shape::Type::kList) {
    writer.Key("items");
    WriteSchema(writer, shape.fields.front());
  }
  if (shape.type == Shape::Type::kObject) WriteFields(writer, shape);
  if (!shape.default_json.empty()) {
    writer.Key("default");
    WriteDefault(writer, shape);
  }
}

void WriteSchema(Writer& writer, const Shape& shape) {
  writer.StartObject();
  WriteMembers(writer, shape);
  writer.EndObject();
}

}  // namespace

std::string ConfigSchema() {
  std::string out;
  Writer writer(out);
  writer.StartObject();
  Member(writer, "$schema", "https://json-schema.org/draft/2020-12/schema");
  Member(writer, "title", "PortcullisConfig");
  WriteMembers(writer, ConfigShape());
  writer.EndObject();
  return out;
}

}  // namespace portcullis::config
