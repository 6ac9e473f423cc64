#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "json/field.h"

namespace portcullis::document {

// Empty if absent.
std::string TextOf(const json::Field& field);

// The elements of a list of texts, none of which may be empty.
std::vector<std::string> ReadTexts(const json::Field& list);

// Reads one of a few words into `target`, which keeps its value if the field is absent.
template <typename Enum, std::size_t N>
void ReadWord(const json::Field& field,
              const std::array<std::pair<std::string_view, Enum>, N>& words, Enum& target) {
  const auto text = field.Text();
  if (!text) return;
  std::string accepted;
  for (const auto& [word, value] : words) {
    if (word == *text) {
      target = value;
      return;
    }
    accepted += (accepted.empty() ? "" : ", ") + std::string(word);
  }
  field.AddError(Quoted(*text) + " is not known; use one of " + accepted);
}

}  // namespace portcullis::document
