#pragma once

#include <string>
#include <string_view>

namespace portcullis::report {

enum class Color { kBold, kDim, kRed, kYellow, kGreen, kCyan };

// Puts colour around text where it is wanted; colour only helps and never carries meaning alone.
class Paint {
 public:
  explicit Paint(bool enabled) : enabled_(enabled) {}

  std::string operator()(Color color, std::string_view text) const;

 private:
  bool enabled_;
};

}  // namespace portcullis::report
