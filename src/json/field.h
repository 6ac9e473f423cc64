#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/document.h"
#include "json/parse_error.h"
#include "json/value.h"

namespace portcullis::json {

// All that is wrong in a document, so that it is reported at once. Not thread-safe.
class Errors {
 public:
  void Add(ParseError error) { errors_.push_back(std::move(error)); }

  bool empty() const { return errors_.empty(); }

  // In the order of the text; what was reported twice once.
  std::vector<ParseError> Sorted() const;

  // Good if there are none. Else kInvalidArgument with a line for each of the first hundred, and
  // one that counts the others.
  Status ToStatus(std::string_view file) const;

 private:
  std::vector<ParseError> errors_;
};

// A field of a document as a codec reads it: a value or the lack of one, and its place. What cannot
// be read is added to the Errors with position and path, and reads as if it were absent, so that a
// codec goes on and finds the other mistakes:
//
//   const Field network = root["network"];
//   network.AllowOnly(kNetworkFields);
//   if (const auto mode = network["mode"].Text()) ...
//
// Missing, null and "" are the same: absent. Reading what is absent gives nothing and is no error;
// say Require where it is one. A key of what is neither an object nor absent is an error too.
//
// Cheap to copy. The document and the errors outlive the field and all text that it gives.
class Field {
 public:
  // The root.
  Field(const Document& document, Errors& errors);

  bool absent() const;

  // Null if missing.
  const Value* value() const { return exists_ ? at_ : nullptr; }

  // Of the value; if missing, of the innermost value around it.
  Position position() const { return document_->PositionOf(*at_); }
  std::string path() const;

  // The key of a member, as Members gives them; "" for others.
  std::string_view key() const { return key_; }

  Field operator[](std::string_view key) const;

  // Of an array.
  std::vector<Field> Elements() const;

  // Of an object whose keys are names, such as labels.
  std::vector<Field> Members() const;

  // Of any scalar, as Value::Text: a number is taken for a string.
  std::optional<std::string_view> Text() const;

  // Of a number or of a string that spells one.
  std::optional<std::int64_t> Int(std::int64_t first, std::int64_t last) const;

  std::optional<bool> Bool() const;

  // The value is an error if absent. Returns whether it is not.
  bool Require() const;

  // Members with other keys are errors, each with the known key that was probably meant. `noun` is
  // what a key is: "is not a field; did you mean port?"
  void AllowOnly(std::span<const std::string_view> known, std::string_view noun = "field") const;

  // `message` without place: "90-80" is no port range; use N, A-B or ALL.
  void AddError(std::string message) const;

 private:
  Field(const Field& parent, const Value& value, std::string_view key);
  Field(const Field& parent, std::string missing);

  // Whether it is of that kind. Of another and not absent: an error.
  bool Is(Value::Kind kind, std::string_view expected) const;

  const Document* document_;
  Errors* errors_;
  const Value* at_;  // the value; if missing, the innermost one around it
  bool exists_ = true;
  std::string_view key_;
  std::string missing_;  // the rest of the path behind at_
};

}  // namespace portcullis::json
