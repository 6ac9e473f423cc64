#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/result.h"

namespace portcullis::cli {

// The mistakes of all inputs, so that all are reported at once.
class Mistakes {
 public:
  void Add(const Error& error) { text_ += (text_.empty() ? "" : "\n") + error.message; }

  // The value, or nothing and its mistake added.
  template <typename T>
  std::optional<T> Take(Result<T> result) {
    if (result) return *std::move(result);
    Add(result.error());
    return std::nullopt;
  }

  // Empty if there were none.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace portcullis::cli
