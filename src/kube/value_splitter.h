#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace portcullis::kube {

// Finds where the JSON objects end that follow each other in a stream of bytes, wherever that is
// cut: in a string, in the middle of a character, with or without white space between the objects.
// It looks at every byte once, and only at what tells an end; whether an object is JSON is for its
// parser to say. Not thread-safe.
class ValueSplitter {
 public:
  explicit ValueSplitter(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Takes bytes off the front of `bytes`, up to the end of an object. Returns that object, or
  // nothing if the bytes ended first. It may be written over, a NUL stands behind it, and it is
  // valid until the next call.
  //
  // kInvalidArgument for an object of more than `max_bytes`, and for anything else than an object;
  // the stream can then not be followed any further.
  Result<std::optional<std::span<char>>> Next(std::string_view& bytes);

  // Whether an object has begun and not ended.
  bool is_inside() const { return depth_ != 0; }

 private:
  // How many bytes belong to the object that is being read.
  std::size_t Scan(std::string_view bytes);

  const std::size_t max_bytes_;
  std::string value_;
  std::size_t depth_ = 0;  // of objects and arrays
  bool in_string_ = false;
  bool escaped_ = false;  // the last byte was a backslash in a string
};

}  // namespace portcullis::kube
