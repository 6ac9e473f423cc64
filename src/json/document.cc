#include "json/document.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/quoted.h"
#include "json/storage.h"

namespace portcullis::json {
namespace {

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// Children stand in the order of the text, so the one that holds a value is the last that begins at
// or before it.
template <typename Child, typename OffsetOf>
const Child* Enclosing(std::span<const Child> children, std::size_t offset, OffsetOf offset_of) {
  const auto after = std::upper_bound(
      children.begin(), children.end(), offset,
      [offset_of](std::size_t sought, const Child& child) { return sought < offset_of(child); });
  return after == children.begin() ? nullptr : &*std::prev(after);
}

}  // namespace

Document::Document(std::shared_ptr<const Storage> storage, Value root)
    : storage_(std::move(storage)), root_(root) {}

Position Document::PositionOf(const Value& value) const {
  return storage_->source.PositionAt(value.offset());
}

std::string Document::PathOf(const Value& value) const {
  std::string path;
  const Value* at = &root_;
  while (at != &value) {
    if (at->kind() == Value::Kind::kArray) {
      const std::span<const Value> elements = at->Elements();
      const Value* element =
          Enclosing(elements, value.offset(), [](const Value& child) { return child.offset(); });
      if (element == nullptr) break;
      path = PathWithIndex(std::move(path), static_cast<std::size_t>(element - elements.data()));
      at = element;
    } else {
      const Member* member = Enclosing(at->Members(), value.offset(),
                                       [](const Member& child) { return child.key.offset(); });
      if (member == nullptr) break;
      path = PathWithKey(std::move(path), member->key.Text());
      if (&member->key == &value) break;
      at = &member->value;
    }
  }
  return path;
}

std::string PathWithKey(std::string parent, std::string_view key) {
  if (key.empty() || !std::all_of(key.begin(), key.end(), IsWordCharacter)) {
    const std::string quoted = Quoted(key);
    return std::move(parent) + '[' + quoted.substr(1, quoted.size() - 2) + ']';
  }
  if (!parent.empty()) parent += '.';
  return std::move(parent) += key;
}

std::string PathWithIndex(std::string parent, std::size_t index) {
  return std::move(parent) + '[' + std::to_string(index) + ']';
}

}  // namespace portcullis::json
