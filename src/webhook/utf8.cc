#include "webhook/utf8.h"

#include <cstdint>

namespace portcullis::webhook {
namespace {

// What may follow a first byte: how many bytes in all, and the bounds of the second one. The others
// are 0x80 to 0xBF.
struct Form {
  std::size_t length;
  std::uint8_t second_first = 0x80;
  std::uint8_t second_last = 0xBF;
};

Form FormOf(std::uint8_t first) {
  if (first < 0x80) return {1};
  if (first < 0xC2) return {0};
  if (first < 0xE0) return {2};
  if (first == 0xE0) return {3, 0xA0};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3};
  if (first == 0xF0) return {4, 0x90};
  if (first < 0xF4) return {4};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

}  // namespace

std::size_t CodePointLength(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const Form form = FormOf(byte(0));
  if (form.length < 2) return form.length;
  if (text.size() < form.length) return 0;
  if (byte(1) < form.second_first || byte(1) > form.second_last) return 0;
  for (std::size_t i = 2; i < form.length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return form.length;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = CodePointLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace portcullis::webhook
