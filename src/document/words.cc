#include "document/words.h"

namespace portcullis::document {

std::string TextOf(const json::Field& field) { return std::string(field.Text().value_or("")); }

std::vector<std::string> ReadTexts(const json::Field& list) {
  std::vector<std::string> texts;
  for (const json::Field& element : list.Elements()) {
    if (element.Require()) texts.push_back(TextOf(element));
  }
  return texts;
}

}  // namespace portcullis::document
