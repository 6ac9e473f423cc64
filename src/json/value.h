#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace portcullis::json {

struct Member;

// One node of a parsed JSON or YAML document: 16 bytes, immutable, trivially copyable. A Value is a
// view: what it points at belongs to its Document (json/document.h) and lives as long as that or a
// copy of it. Safe to read from any thread.
//
// A Value knows where in the text it began but not the text; Document::PositionOf and PathOf tell
// the line, the column and the path.
class Value {
 public:
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

  // No text of a document is longer; a list of more values does not fit in one.
  static constexpr std::size_t kMaxSize = (std::size_t{1} << 28) - 1;

  Value() = default;

  // REQUIRES: `kind` is no container; sizes and offsets are at most kMaxSize; what is passed
  // outlives the Value. `offset` is where in the text the value begins.
  static Value Scalar(Kind kind, std::string_view text, std::size_t offset);
  static Value Array(std::span<const Value> elements, std::size_t offset);
  static Value Object(std::span<const Member> members, std::size_t offset);

  Kind kind() const { return static_cast<Kind>(kind_); }

  // The text of any scalar: a string's characters, a number or a boolean as it was written (`80`,
  // `1e3`, `True`), "" for null. So a number can be taken where the cloud has a string (`Version:
  // 7`) and the other way round. "" for arrays and objects.
  std::string_view Text() const;

  // What a boolean says; nothing for other kinds.
  std::optional<bool> AsBool() const;

  // The integer that a number or a string ("7") spells in decimal digits with an optional sign, for
  // numbers also YAML's 0x1F and 0o17. Nothing for fractions, exponents, what is out of range, and
  // other kinds.
  std::optional<std::int64_t> AsInt64() const;

  // Empty unless this is an array.
  std::span<const Value> Elements() const;

  // In the order of the text, keys unique; empty unless this is an object.
  std::span<const Member> Members() const;

  // The value of a key; null when it is absent or this is no object. Linear in the number of
  // members.
  const Value* Find(std::string_view key) const;

  // Where in the text the value begins, in bytes.
  std::size_t offset() const { return offset_; }

 private:
  Value(Kind kind, const void* data, std::size_t size, std::size_t offset);

  const void* data_ = nullptr;
  std::uint32_t size_ : 28 = 0;
  std::uint32_t kind_ : 4 = 0;
  std::uint32_t offset_ = 0;
};

static_assert(sizeof(Value) == 16);

// A key is a Value too, always a string (whatever a YAML key looks like), so that it has a
// position.
struct Member {
  Value key;
  Value value;
};

}  // namespace portcullis::json
