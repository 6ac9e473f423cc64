#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "message/language.h"
#include "message/sentence.h"

namespace portcullis::message {

struct Place;

// Something said in no language yet: a sentence and what goes into its places. A value type.
struct Text {
  Sentence sentence;
  std::vector<Place> places;  // in any order; the sentence need not have them all

  bool empty() const { return sentence.empty(); }
};

// What goes into a place {name} of a sentence: an id, a rule or a number as it is, or something said.
struct Place {
  std::string_view name;
  std::variant<std::string, Text> value;
};

// A sentence with a place {count}, in the form that the number wants.
Text Counted(std::size_t count, Sentence one, Sentence many);

// The sentence in a language, its places filled. Where the table lacks the language, in English.
std::string Render(Sentence sentence, const std::vector<Place>& places, Language language);
std::string Render(const Text& text, Language language);

}  // namespace portcullis::message
