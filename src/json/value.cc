#include "json/value.h"

#include <cassert>
#include <charconv>
#include <system_error>

namespace portcullis::json {
namespace {

std::optional<std::int64_t> ParseInt64(std::string_view text, int base) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

Value::Value(Kind kind, const void* data, std::size_t size, std::size_t offset)
    : data_(data),
      size_(static_cast<std::uint32_t>(size) & kMaxSize),
      kind_(static_cast<std::uint32_t>(kind) & 0xF),
      offset_(static_cast<std::uint32_t>(offset)) {
  assert(size <= kMaxSize && offset <= kMaxSize);
}

Value Value::Scalar(Kind kind, std::string_view text, std::size_t offset) {
  assert(kind != Kind::kArray && kind != Kind::kObject);
  return Value(kind, text.data(), text.size(), offset);
}

Value Value::Array(std::span<const Value> elements, std::size_t offset) {
  return Value(Kind::kArray, elements.data(), elements.size(), offset);
}

Value Value::Object(std::span<const Member> members, std::size_t offset) {
  return Value(Kind::kObject, members.data(), members.size(), offset);
}

std::string_view Value::Text() const {
  if (kind() == Kind::kArray || kind() == Kind::kObject) return {};
  return {static_cast<const char*>(data_), size_};
}

std::optional<bool> Value::AsBool() const {
  if (kind() != Kind::kBool) return std::nullopt;
  return Text().front() == 't' || Text().front() == 'T';
}

std::optional<std::int64_t> Value::AsInt64() const {
  if (kind() != Kind::kNumber && kind() != Kind::kString) return std::nullopt;
  std::string_view text = Text();
  if (kind() == Kind::kNumber && text.starts_with("0x")) return ParseInt64(text.substr(2), 16);
  if (kind() == Kind::kNumber && text.starts_with("0o")) return ParseInt64(text.substr(2), 8);
  // std::from_chars takes no plus sign.
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return ParseInt64(text, 10);
}

std::span<const Value> Value::Elements() const {
  if (kind() != Kind::kArray) return {};
  return {static_cast<const Value*>(data_), size_};
}

std::span<const Member> Value::Members() const {
  if (kind() != Kind::kObject) return {};
  return {static_cast<const Member*>(data_), size_};
}

const Value* Value::Find(std::string_view key) const {
  for (const Member& member : Members()) {
    if (member.key.Text() == key) return &member.value;
  }
  return nullptr;
}

}  // namespace portcullis::json
