#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace portcullis::controller {

// What is to be looked at again. A key names an object and never holds it: whoever takes it reads
// the state of that moment.
struct Key {
  enum class Kind : std::uint8_t {
    kService,
    kNode,
    kView,  // all that facts, Nodes and config say together; has no name
  };

  Kind kind = Kind::kView;
  std::string namespace_name = {};  // of a Service
  std::string name = {};

  friend auto operator<=>(const Key&, const Key&) = default;
  friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    const std::hash<std::string_view> hash;
    return (hash(key.namespace_name) * 31 + hash(key.name)) * 31 +
           static_cast<std::size_t>(key.kind);
  }
};

}  // namespace portcullis::controller
