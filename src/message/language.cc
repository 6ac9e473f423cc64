#include "message/language.h"

namespace portcullis::message {

std::string_view ToString(Language language) {
  switch (language) {
    case Language::kEnglish: return "en";
    case Language::kJapanese: return "ja";
    case Language::kSimplifiedChinese: return "zh-CN";
  }
  return "en";
}

std::optional<Language> ParseLanguage(std::string_view text) {
  for (const Language language :
       {Language::kEnglish, Language::kJapanese, Language::kSimplifiedChinese}) {
    if (text == ToString(language)) return language;
  }
  return std::nullopt;
}

}  // namespace portcullis::message
