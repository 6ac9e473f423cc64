#include "base/suggestion.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace portcullis {
namespace {

// Longer words are nobody's slip, and the distance costs the product of the lengths.
constexpr std::size_t kMaxWordLength = 64;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The optimal string alignment distance, by rows: `previous` and `before` are the last two.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, previous);
    std::swap(previous, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
                           Lower(a[i - 2]) == Lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string_view> Closest(std::string_view word,
                                        std::span<const std::string_view> known) {
  if (word.size() > kMaxWordLength) return std::nullopt;
  std::optional<std::string_view> closest;
  std::size_t least = 0;
  for (const std::string_view candidate : known) {
    const std::size_t distance = Distance(word, candidate);
    if (distance > candidate.size() / 3) continue;
    if (closest && distance >= least) continue;
    closest = candidate;
    least = distance;
  }
  return closest;
}

}  // namespace portcullis
