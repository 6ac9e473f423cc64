#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "json/value.h"

namespace portcullis::json {

// Writes one JSON value into a string: compact, keys in the order of the calls, so the same calls
// give the same bytes. Text is UTF-8 and stays so; only quotes, backslashes and control characters
// are escaped. Not thread-safe.
//
// REQUIRES: calls form one value: a Key before each value in an object and nowhere else, every
// Start with its End (asserted); text is valid UTF-8; `out` outlives the writer.
class Writer {
 public:
  // Appends to `out`.
  explicit Writer(std::string& out);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void StartObject();
  void EndObject();
  void StartArray();
  void EndArray();
  void Key(std::string_view key);
  void String(std::string_view text);
  void Int(std::int64_t value);
  void Bool(bool value);
  void Null();

  // A value of a JSON document with all that is in it; numbers as they are written there.
  void Copy(const Value& value);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portcullis::json
