#include "json/field.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/quoted.h"
#include "base/suggestion.h"

namespace portcullis::json {
namespace {

constexpr std::size_t kMaxListed = 100;

bool IsAbsent(const Value& value) {
  return value.kind() == Value::Kind::kNull ||
         (value.kind() == Value::Kind::kString && value.Text().empty());
}

std::string_view Describe(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kBool:
      return "a boolean";
    case Value::Kind::kNumber:
      return "a number";
    case Value::Kind::kString:
      return "text";
    case Value::Kind::kArray:
      return "a list";
    case Value::Kind::kObject:
      return "an object";
  }
  return "";
}

std::string Join(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

}  // namespace

std::vector<ParseError> Errors::Sorted() const {
  const auto order = [](const ParseError& error) {
    return std::tie(error.position, error.path, error.message);
  };
  std::vector<ParseError> sorted = errors_;
  std::sort(sorted.begin(), sorted.end(),
            [order](const ParseError& a, const ParseError& b) { return order(a) < order(b); });
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

Status Errors::ToStatus(std::string_view file) const {
  if (empty()) return {};
  const std::vector<ParseError> sorted = Sorted();
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), kMaxListed); ++i) {
    if (i != 0) text += '\n';
    text += ToString(sorted[i], file);
  }
  if (sorted.size() > kMaxListed) {
    text += '\n' + std::string(file) + ": " + std::to_string(sorted.size() - kMaxListed) +
            " more errors";
  }
  return InvalidArgument(std::move(text));
}

Field::Field(const Document& document, Errors& errors)
    : document_(&document), errors_(&errors), at_(&document.root()) {}

Field::Field(const Field& parent, const Value& value, std::string_view key)
    : document_(parent.document_), errors_(parent.errors_), at_(&value), key_(key) {}

Field::Field(const Field& parent, std::string missing)
    : document_(parent.document_),
      errors_(parent.errors_),
      at_(parent.at_),
      exists_(false),
      missing_(std::move(missing)) {}

bool Field::absent() const { return !exists_ || IsAbsent(*at_); }

std::string Field::path() const {
  std::string path = document_->PathOf(*at_);
  if (missing_.empty()) return path;
  if (!path.empty() && !missing_.starts_with('[')) path += '.';
  return path + missing_;
}

Field Field::operator[](std::string_view key) const {
  if (Is(Value::Kind::kObject, "an object")) {
    if (const Value* value = at_->Find(key)) return Field(*this, *value, {});
  }
  return Field(*this, PathWithKey(missing_, key));
}

std::vector<Field> Field::Elements() const {
  std::vector<Field> elements;
  if (!Is(Value::Kind::kArray, "a list")) return elements;
  elements.reserve(at_->Elements().size());
  for (const Value& element : at_->Elements()) elements.push_back(Field(*this, element, {}));
  return elements;
}

std::vector<Field> Field::Members() const {
  std::vector<Field> members;
  if (!Is(Value::Kind::kObject, "an object")) return members;
  members.reserve(at_->Members().size());
  for (const Member& member : at_->Members()) {
    members.push_back(Field(*this, member.value, member.key.Text()));
  }
  return members;
}

std::optional<std::string_view> Field::Text() const {
  if (absent()) return std::nullopt;
  if (at_->kind() == Value::Kind::kArray || at_->kind() == Value::Kind::kObject) {
    AddError("must be text, not " + std::string(Describe(*at_)));
    return std::nullopt;
  }
  return at_->Text();
}

std::optional<std::int64_t> Field::Int(std::int64_t first, std::int64_t last) const {
  if (absent()) return std::nullopt;
  const std::optional<std::int64_t> number = at_->AsInt64();
  if (number && *number >= first && *number <= last) return number;
  const std::string wanted =
      "a whole number from " + std::to_string(first) + " to " + std::to_string(last);
  switch (at_->kind()) {
    case Value::Kind::kNumber:
      AddError(std::string(at_->Text()) + " is no" + wanted.substr(1));
      break;
    case Value::Kind::kString:
      AddError(Quoted(at_->Text()) + " is no" + wanted.substr(1));
      break;
    default:
      AddError("must be " + wanted + ", not " + std::string(Describe(*at_)));
  }
  return std::nullopt;
}

std::optional<bool> Field::Bool() const {
  if (!Is(Value::Kind::kBool, "true or false")) return std::nullopt;
  return at_->AsBool();
}

bool Field::Require() const {
  if (!absent()) return true;
  // Below what should be an object and is not, that alone is the mistake.
  const bool reported = !exists_ && at_->kind() != Value::Kind::kObject && !IsAbsent(*at_);
  if (!reported) AddError("is required");
  return false;
}

void Field::AllowOnly(std::span<const std::string_view> known, std::string_view noun) const {
  if (!Is(Value::Kind::kObject, "an object")) return;
  for (const Member& member : at_->Members()) {
    const std::string_view key = member.key.Text();
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::optional<std::string_view> meant = Closest(key, known);
    errors_->Add({document_->PositionOf(member.key), document_->PathOf(member.key),
                  "is not a " + std::string(noun) +
                      (meant ? "; did you mean " + std::string(*meant) + "?"
                             : "; known are " + Join(known))});
  }
}

void Field::AddError(std::string message) const {
  errors_->Add({position(), path(), std::move(message)});
}

bool Field::Is(Value::Kind kind, std::string_view expected) const {
  if (absent()) return false;
  if (at_->kind() == kind) return true;
  AddError("must be " + std::string(expected) + ", not " + std::string(Describe(*at_)));
  return false;
}

}  // namespace portcullis::json
