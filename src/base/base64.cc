#include "base/base64.h"

#include <cstddef>
#include <cstdint>

namespace portcullis {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::string_view group = text.substr(i, 4);
    if (i + 4 == text.size()) {
      while (group.size() > 2 && group.back() == '=') group.remove_suffix(1);
    }
    std::uint32_t bits = 0;
    for (const char c : group) {
      const std::size_t digit = kAlphabet.find(c);
      if (digit == kAlphabet.npos) return std::nullopt;
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
    }
    bits <<= 6 * (4 - group.size());
    for (std::size_t k = 0; k + 1 < group.size(); ++k) {
      bytes += static_cast<char>(bits >> (16 - 8 * k) & 0xff);
    }
    // The bits behind the last byte are zero, so that each text has one spelling.
    if ((bits & ((1U << (8 * (4 - group.size()))) - 1)) != 0) return std::nullopt;
  }
  return bytes;
}

}  // namespace portcullis
