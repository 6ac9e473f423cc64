#pragma once

#include <span>
#include <string_view>

#include "message/language.h"
#include "message/sentence.h"

namespace portcullis::message {

// One sentence in every language. All have the same places, in the order that the language wants.
struct Row {
  std::string_view english;
  std::string_view simplified_chinese;
  std::string_view japanese;
};

// Every sentence that is shown to people, by subject.
std::span<const Row> Table();

// The sentence in a language; in English where the table does not have it. Constant time.
std::string_view InLanguage(Sentence sentence, Language language);

}  // namespace portcullis::message
