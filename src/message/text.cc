#include "message/text.h"

#include <algorithm>

#include "message/table.h"

namespace portcullis::message {
namespace {

void Append(std::string_view sentence, const std::vector<Place>& places, Language language,
            std::string& out);

void Append(const std::variant<std::string, Text>& value, Language language, std::string& out) {
  if (const auto* words = std::get_if<std::string>(&value)) {
    out += *words;
  } else {
    const Text& text = std::get<Text>(value);
    Append(InLanguage(text.sentence, language), text.places, language, out);
  }
}

void Append(std::string_view sentence, const std::vector<Place>& places, Language language,
            std::string& out) {
  while (!sentence.empty()) {
    const auto open = sentence.find('{');
    out += sentence.substr(0, open);
    if (open == std::string_view::npos) return;
    const auto close = sentence.find('}', open);
    const std::string_view name = sentence.substr(open + 1, close - open - 1);
    const auto place = std::find_if(places.begin(), places.end(),
                                    [&](const Place& p) { return p.name == name; });
    if (place != places.end()) Append(place->value, language, out);
    sentence.remove_prefix(close + 1);
  }
}

}  // namespace

Text Counted(std::size_t count, Sentence one, Sentence many) {
  return {count == 1 ? one : many, {{"count", std::to_string(count)}}};
}

std::string Render(Sentence sentence, const std::vector<Place>& places, Language language) {
  std::string out;
  Append(InLanguage(sentence, language), places, language, out);
  return out;
}

std::string Render(const Text& text, Language language) {
  return Render(text.sentence, text.places, language);
}

}  // namespace portcullis::message
