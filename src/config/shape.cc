#include "config/shape.h"

#include <algorithm>
#include <iterator>

#include "document/words.h"

namespace portcullis::config {
namespace {

using json::Field;

bool IsOfKind(const Field& field, json::Value::Kind kind) {
  return !field.absent() && field.value()->kind() == kind;
}

// Whether the word that the field's place depends on is one that there is: of another one that is the
// mistake, and nothing is known of the field.
bool IsDecided(const Field& object, const Shape& shape, const Shape& field) {
  const auto sibling = std::find_if(shape.fields.begin(), shape.fields.end(), [&](const Shape& other) {
    return other.key == field.only_where.key;
  });
  const std::string_view word = object[field.only_where.key].Text().value_or("");
  return word.empty() || std::find(sibling->words.begin(), sibling->words.end(), word) !=
                             sibling->words.end();
}

void CheckField(const Field& object, const Shape& shape, const Shape& field) {
  const Field value = object[field.key];
  const auto& [key, word] = field.only_where;
  if (!key.empty() && object[key].Text().value_or("") != word) {
    const bool says_more = !value.absent() && '"' + document::TextOf(value) + '"' != field.default_json;
    if (says_more && IsDecided(object, shape, field)) {
      value.AddError("is read only where " + object[key].path() + " is " + std::string(word));
    }
    return;
  }
  if (field.presence == Shape::Presence::kRequired) value.Require();
  CheckShape(value, field);
}

}  // namespace

void CheckShape(const Field& field, const Shape& shape) {
  if (shape.type == Shape::Type::kList && IsOfKind(field, json::Value::Kind::kArray)) {
    for (const Field& element : field.Elements()) CheckShape(element, shape.fields.front());
  }
  if (shape.type == Shape::Type::kObject) {
    std::vector<std::string_view> known;
    std::transform(shape.fields.begin(), shape.fields.end(), std::back_inserter(known),
                   [](const Shape& member) { return member.key; });
    field.AllowOnly(known, shape.noun);
    // Of what is no object, that alone is the mistake.
    const bool is_object = field.absent() || IsOfKind(field, json::Value::Kind::kObject);
    if (!is_object) return;
    for (const Shape& member : shape.fields) CheckField(field, shape, member);
  }
}

}  // namespace portcullis::config
