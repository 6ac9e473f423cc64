#include "json/tree_builder.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/quoted.h"


namespace portcullis::json {

bool TreeBuilder::ExpectsKey() const {
  return !open_.empty() && open_.back().kind == Value::Kind::kObject &&
         (values_.size() - open_.back().first) % 2 == 0;
}

bool TreeBuilder::ExpectsValue() const {
  return !open_.empty() && open_.back().kind == Value::Kind::kObject && !ExpectsKey();
}

bool TreeBuilder::ExpectsElement() const {
  return !open_.empty() && open_.back().kind == Value::Kind::kArray;
}

std::string_view TreeBuilder::Copy(std::string_view text) {
  char* copy = Allocate<char>(text.size());
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

std::string_view TreeBuilder::Keep(std::string_view text, std::size_t offset) {
  const std::string_view source = storage_.source.text();
  const bool stands_there = offset <= source.size() && source.substr(offset).starts_with(text);
  return stands_there ? source.substr(offset, text.size()) : Copy(text);
}

void TreeBuilder::Scalar(Value::Kind kind, std::string_view text, std::size_t offset) {
  values_.push_back(Value::Scalar(kind, text, offset));
}

bool TreeBuilder::StartArray(std::size_t offset) { return Start(Value::Kind::kArray, offset); }

bool TreeBuilder::StartObject(std::size_t offset) { return Start(Value::Kind::kObject, offset); }

bool TreeBuilder::Start(Value::Kind kind, std::size_t offset) {
  if (open_.size() == kMaxDepth) {
    failure_ = {offset, "nested deeper than " + std::to_string(kMaxDepth) + " levels"};
    return false;
  }
  open_.push_back({kind, offset, values_.size()});
  return true;
}

bool TreeBuilder::End() {
  const Open container = open_.back();
  open_.pop_back();
  const std::span<const Value> values = std::span(values_).subspan(container.first);
  Value ended;
  if (container.kind == Value::Kind::kArray) {
    Value* elements = Allocate<Value>(values.size());
    std::uninitialized_copy(values.begin(), values.end(), elements);
    ended = Value::Array({elements, values.size()}, container.offset);
  } else {
    const std::size_t count = values.size() / 2;
    auto* members = Allocate<Member>(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::construct_at(members + i, Member{values[2 * i], values[2 * i + 1]});
    }
    if (!HasUniqueKeys({members, count})) return false;
    ended = Value::Object({members, count}, container.offset);
  }
  values_.resize(container.first);
  values_.push_back(ended);
  return true;
}

bool TreeBuilder::HasUniqueKeys(std::span<const Member> members) {
  keys_.clear();
  for (const Member& member : members) keys_.push_back(&member.key);
  // Equal keys side by side, in the order of the text.
  std::sort(keys_.begin(), keys_.end(), [](const Value* a, const Value* b) {
    const int order = a->Text().compare(b->Text());
    return order != 0 ? order < 0 : a->offset() < b->offset();
  });
  const auto twice =
      std::adjacent_find(keys_.begin(), keys_.end(),
                         [](const Value* a, const Value* b) { return a->Text() == b->Text(); });
  if (twice == keys_.end()) return true;
  const Value& first = **twice;
  const Value& second = **std::next(twice);
  const Position at = storage_.source.PositionAt(first.offset());
  failure_ = {second.offset(), "key " + Quoted(second.Text()) +
                                   " is given twice; the first is at " + std::to_string(at.line) +
                                   ':' + std::to_string(at.column)};
  return false;
}

std::optional<Value> TreeBuilder::root() const {
  if (!open_.empty() || values_.empty()) return std::nullopt;
  return values_.front();
}

template <typename T>
T* TreeBuilder::Allocate(std::size_t count) {
  return static_cast<T*>(storage_.arena.allocate(count * sizeof(T), alignof(T)));
}

}  // namespace portcullis::json
