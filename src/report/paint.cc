#include "report/paint.h"

namespace portcullis::report {
namespace {

// ECMA-48, Select Graphic Rendition.
std::string_view Code(Color color) {
  switch (color) {
    case Color::kBold: return "\x1b[1m";
    case Color::kDim: return "\x1b[2m";
    case Color::kRed: return "\x1b[1;31m";
    case Color::kYellow: return "\x1b[33m";
    case Color::kGreen: return "\x1b[32m";
    case Color::kCyan: return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string Paint::operator()(Color color, std::string_view text) const {
  if (!enabled_ || text.empty()) return std::string(text);
  return std::string(Code(color)).append(text).append("\x1b[0m");
}

}  // namespace portcullis::report
