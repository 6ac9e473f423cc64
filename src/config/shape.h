#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/field.h"

namespace portcullis::config {

// What a place of the PortcullisConfig document may hold: the one description from which come the names
// that the reader lets in, the fields that it misses, and the JSON Schema that `config schema` prints.
// A value type.
struct Shape {
  enum class Type : std::uint8_t { kObject, kList, kText, kBool };
  enum class Presence : std::uint8_t { kOptional, kRequired };

  // A sibling and what it has to say for this field to be read. Elsewhere the field is not required, and
  // may say no more than its default.
  struct Condition {
    std::string_view key;
    std::string_view word;
  };

  std::string_view key = {};  // of a field; empty for the document and for elements of lists
  Type type = Type::kText;
  std::string description = {};
  Presence presence = Presence::kOptional;
  std::string default_json = {};  // what it means to leave a field out, where that can be written
  Condition only_where = {};

  std::vector<std::string_view> words = {};  // of a text: all that there are; empty: any text
  std::string_view pattern = {};             // of a text, as ECMA-262 has it
  std::vector<Shape> fields = {};            // of an object; of a list, one: its element
  std::string_view noun = "field";           // what a key of the object is
};

// The whole document. Made once; thread-safe.
const Shape& ConfigShape();

// Adds an error for every key in the object, or in what it contains, that its shape does not have, for
// every required field that is missing, and for fields that nothing reads where they stand. Values are
// for the readers to judge.
void CheckShape(const json::Field& field, const Shape& shape);

}  // namespace portcullis::config
