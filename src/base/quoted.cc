#include "base/quoted.h"

#include <array>
#include <cstdio>

#include "base/utf8.h"

namespace portcullis {
namespace {

constexpr int kMaxCodePoints = 60;

void AppendEscaped(char c, std::string& out) {
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (byte >= 0x20 && byte != 0x7F) {
    out += c;
    return;
  }
  std::array<char, 7> escape{};
  std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
  out += escape.data();
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  int code_points = 0;
  for (const char c : text) {
    if (StartsCodePoint(c) && ++code_points > kMaxCodePoints) return out + "...\"";
    AppendEscaped(c, out);
  }
  return out + '"';
}

}  // namespace portcullis
