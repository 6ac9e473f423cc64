#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cluster/service.h"

// Follows JSON events through the fields that a decoder looks at, so that the decoder itself is a
// switch over field ids. The cursor checks types, refuses what is given twice, skips all other
// fields without allocating, and knows the path of the current value for messages.
namespace portcullis::kube {

enum class FieldType : std::uint8_t {
  kObject,
  kArray,
  kText,
  kBool,
  kPort,         // a whole number from 0 to 65535
  kOtherNumber,  // no field is expected to be one
};

using FieldId = std::uint8_t;

// One row of a FieldTree.
struct Field {
  // Stands for every element of an array, or every member of an object.
  static constexpr std::string_view kEach = {};

  FieldId id;
  FieldId parent;
  std::string_view key;
  FieldType type;
  // A tree may be read for several purposes (an object as a Service, as a Node): a bit for each
  // that looks at the field. Errors are kept for each purpose by itself.
  std::uint8_t purposes = 1;
};

// Rows in the order of their ids, which count from 0, the root. Made at compile time, with a table
// that finds a child by its key without a loop; rows that break the rules do not compile.
class FieldTree {
 public:
  static constexpr FieldId kNone = 0xFF;
  static constexpr std::size_t kMaxFields = 64;

  template <std::size_t N>
  constexpr explicit FieldTree(const std::array<Field, N>& fields) : fields_(fields) {
    static_assert(N <= kMaxFields);
    each_.fill(kNone);
    for (std::size_t i = 1; i < N; ++i) {
      if (fields[i].id != i) throw "the rows of a field tree are not in the order of their ids";
      if (fields[i].key == Field::kEach) each_[fields[i].parent] = fields[i].id;
    }
    while (!FillSlots()) multiplier_ += 2;
  }

  const Field& operator[](FieldId id) const { return fields_[id]; }

  // The child that stands for every element or member, or kNone.
  FieldId EachOf(FieldId parent) const { return each_[parent]; }

  // The child with this key, else the one that stands for every member, else kNone.
  FieldId Find(FieldId parent, std::string_view key) const {
    const FieldId found = slots_[SlotOf(parent, key)];
    const Field& field = fields_[found];
    return found != 0 && field.parent == parent && Equal(field.key, key) ? found : each_[parent];
  }

 private:
  static constexpr unsigned kSlotBits = 9;

  // Depends on the length and three characters.
  constexpr std::size_t SlotOf(FieldId parent, std::string_view key) const {
    if (key.empty()) return 0;
    const auto at = [key](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(key[i]));
    };
    const std::uint32_t digest = (static_cast<std::uint32_t>(key.size()) << 24 | at(0) << 16 |
                                  at(key.size() / 2) << 8 | at(key.size() - 1)) +
                                 parent * 0x01010101U;
    return digest * multiplier_ >> (32 - kSlotBits);
  }

  // False if two fields fall into one slot.
  constexpr bool FillSlots() {
    slots_.fill(0);
    for (std::size_t i = 1; i < fields_.size(); ++i) {
      const Field& field = fields_[i];
      if (field.key == Field::kEach) continue;
      FieldId& slot = slots_[SlotOf(field.parent, field.key)];
      if (slot != 0) return false;
      slot = field.id;
    }
    return true;
  }

  // Most keys have 4 to 16 characters, for which calling memcmp takes longer than comparing.
  static bool Equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    if (a.size() < 4 || a.size() > 16) return a == b;
    return a.size() < 8 ? HaveEqualEnds<std::uint32_t>(a, b) : HaveEqualEnds<std::uint64_t>(a, b);
  }

  // Whether the first and the last bytes, as many as a T has, are equal.
  template <typename T>
  static bool HaveEqualEnds(std::string_view a, std::string_view b) {
    const auto load = [](const char* from) {
      T value;
      std::memcpy(&value, from, sizeof(value));
      return value;
    };
    const std::size_t last = a.size() - sizeof(T);
    return load(a.data()) == load(b.data()) && load(a.data() + last) == load(b.data() + last);
  }

  std::span<const Field> fields_;
  std::array<FieldId, kMaxFields> each_{};
  std::array<FieldId, std::size_t{1} << kSlotBits> slots_{};
  std::uint32_t multiplier_ = 0x9E3779B1;  // makes all slots differ
};

// Tells where in a file the value of the current event stands. Asked only for what is kept and for
// errors, so it may be expensive.
class PositionSource {
 public:
  virtual ~PositionSource() = default;
  virtual cluster::SourcePosition Current() const = 0;
};

// What is wrong with a value: `path` is spec.ports[1].nodePort, say, and empty for the root,
// `message` goes on behind it: "must be ...".
struct FieldError {
  std::string path;
  std::string message;
  cluster::SourcePosition position;

  // As one sentence. `root` is where the root itself stands, such as request.object; "" for a
  // document.
  std::string Sentence(std::string_view root = {}) const;
};

// REQUIRES: the events make one JSON value; keys stay valid until the next key; the tree and the
// position source outlive the cursor. Each event returns the field that its value is, kNone for
// values that nobody looks at and those of a wrong type. Null is taken for an absent value, as
// Kubernetes does, and no event.
class FieldCursor {
 public:
  static constexpr FieldId kNone = FieldTree::kNone;

  // More elements of one array are an error: no real Service or Node comes near, and it bounds what
  // a decoder keeps.
  static constexpr std::uint32_t kMaxElements = 4096;

  explicit FieldCursor(const FieldTree& tree, const PositionSource* positions = nullptr)
      : tree_(tree), positions_(positions) {}

  void Key(std::string_view key) {
    if (skipped_ == 0) FindMember(key);
  }
  FieldId StartObject() { return Start(FieldType::kObject); }
  FieldId StartArray() { return Start(FieldType::kArray); }
  // Of an object or an array. Returns the field that ends.
  FieldId End() {
    if (skipped_ == 0) return Leave();
    --skipped_;
    return kNone;
  }
  FieldId Text() { return Scalar(FieldType::kText); }
  FieldId Bool() { return Scalar(FieldType::kBool); }
  // `integer` is nothing for a number that is not whole or does not fit.
  FieldId Number(std::optional<std::int64_t> integer) {
    const bool is_port = integer && 0 <= *integer && *integer <= 65535;
    return Scalar(is_port ? FieldType::kPort : FieldType::kOtherNumber);
  }
  void Null() {
    if (skipped_ == 0) BeginValue();
  }

  // The last key of an object that is looked at.
  std::string_view key() const { return key_; }

  cluster::SourcePosition position() const {
    return positions_ == nullptr ? cluster::SourcePosition{} : positions_->Current();
  }

  // The first error in a field of the purpose with this bit, or null.
  const FieldError* error(std::uint8_t purpose) const;

 private:
  // An object or array that is being read.
  struct Frame {
    FieldId field = 0;
    bool is_array = false;
    std::uint32_t elements = 0;
    std::uint64_t seen = 0;  // a bit for each field
    std::string_view key;    // of the member that the container is
  };

  FieldId Start(FieldType type) {
    if (skipped_ == 0) return Enter(type);
    ++skipped_;
    return kNone;
  }
  FieldId Scalar(FieldType type) {
    if (skipped_ != 0) return kNone;
    const FieldId field = BeginValue();
    return field == kNone || Accepts(field, type) ? field : kNone;
  }

  void FindMember(std::string_view key) {
    Frame& object = frames_[depth_ - 1];
    key_ = key;
    next_ = tree_.Find(object.field, key);
    if (next_ == kNone) return;
    const std::uint64_t bit = std::uint64_t{1} << next_;
    if ((object.seen & bit) != 0) RefuseRepeated();
    object.seen |= bit;
  }

  FieldId BeginValue() {
    if (depth_ != 0 && frames_[depth_ - 1].is_array) {
      if (++frames_[depth_ - 1].elements > kMaxElements) RefuseElement();
    }
    return next_;
  }

  FieldId Enter(FieldType type) {
    const FieldId field = BeginValue();
    if (field == kNone || !Accepts(field, type)) {
      skipped_ = 1;
      return kNone;
    }
    Frame& frame = frames_[depth_++];
    frame = {field, type == FieldType::kArray, 0, 0, key_};
    next_ = NextIn(frame);
    return field;
  }

  FieldId Leave() {
    const FieldId field = frames_[--depth_].field;
    next_ = depth_ == 0 ? kNone : NextIn(frames_[depth_ - 1]);
    return field;
  }

  // The field of the next value, as far as that is known without a key.
  FieldId NextIn(const Frame& frame) const {
    return frame.is_array ? tree_.EachOf(frame.field) : kNone;
  }

  bool Accepts(FieldId field, FieldType type) {
    if (tree_[field].type == type) return true;
    RefuseType();
    return false;
  }

  // Errors of the current value; after the first two it is looked at no more.
  void RefuseRepeated();
  void RefuseElement();
  void RefuseType();
  void Fail(std::string message);
  std::string Path() const;

  const FieldTree& tree_;
  const PositionSource* positions_;
  std::array<Frame, 12> frames_;
  std::size_t depth_ = 0;
  std::uint32_t skipped_ = 0;  // containers open inside one that nobody looks at, with that one
  FieldId next_ = 0;           // what the next value is
  std::string_view key_;
  std::array<std::optional<FieldError>, 2> errors_;  // by number of the purpose's bit
};

}  // namespace portcullis::kube
