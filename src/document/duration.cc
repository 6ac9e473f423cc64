#include "document/duration.h"

#include <array>
#include <charconv>
#include <utility>

namespace portcullis::document {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMaxDigits = 6;
constexpr std::array<std::pair<char, seconds>, 3> kUnits = {
    {{'h', seconds(3600)}, {'m', seconds(60)}, {'s', seconds(1)}}};

}  // namespace

std::optional<seconds> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  seconds total{0};
  for (const auto& [letter, unit] : kUnits) {
    const auto digits = text.find_first_not_of("0123456789");
    if (digits == std::string_view::npos || text[digits] != letter) continue;
    if (digits == 0 || digits > kMaxDigits) return std::nullopt;
    int count = 0;
    std::from_chars(text.data(), text.data() + digits, count);
    total += count * unit;
    text.remove_prefix(digits + 1);
  }
  return text.empty() ? std::optional(total) : std::nullopt;
}

std::string ToString(seconds duration) {
  std::string text;
  for (const auto& [letter, unit] : kUnits) {
    if (const auto count = duration / unit; count > 0) text += std::to_string(count) + letter;
    duration %= unit;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace portcullis::document
