#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/storage.h"
#include "json/value.h"

namespace portcullis::json {

// The deepest nesting of arrays and objects. What Kubernetes and the cloud know stays under twenty.
inline constexpr std::size_t kMaxDepth = 100;

// Makes the values of one document from a reader's events, in the order of the text. Open
// containers keep their values on a stack and move them to the storage, exactly as many as there
// are, when they end. Refuses too deep nesting and keys given twice.
//
// Functions that return false have failed; failure() says why, and the builder is of no further
// use.
class TreeBuilder {
 public:
  struct Failure {
    std::size_t offset;
    std::string message;
  };

  // `storage` outlives the builder.
  explicit TreeBuilder(Storage& storage) : storage_(storage) {}

  // Inside an object keys and values take turns.
  bool ExpectsKey() const;
  bool ExpectsValue() const;
  bool ExpectsElement() const;

  // The same text, owned by the storage. Keep copies only if it does not stand at `offset` of the
  // source.
  std::string_view Copy(std::string_view text);
  std::string_view Keep(std::string_view text, std::size_t offset);

  // REQUIRES: the storage owns `text`; a key is a kString.
  void Scalar(Value::Kind kind, std::string_view text, std::size_t offset);
  bool StartArray(std::size_t offset);
  bool StartObject(std::size_t offset);
  bool End();

  // Nothing before the document's value has ended.
  std::optional<Value> root() const;

  const std::optional<Failure>& failure() const { return failure_; }

 private:
  struct Open {
    Value::Kind kind;
    std::size_t offset;
    std::size_t first;  // in values_
  };

  bool Start(Value::Kind kind, std::size_t offset);
  bool HasUniqueKeys(std::span<const Member> members);
  template <typename T>
  T* Allocate(std::size_t count);

  Storage& storage_;
  std::vector<Value> values_;
  std::vector<Open> open_;
  std::vector<const Value*> keys_;  // of the object that ends; kept for its capacity
  std::optional<Failure> failure_;
};

}  // namespace portcullis::json
