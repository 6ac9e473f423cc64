#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace portcullis::message {

enum class Language : std::uint8_t { kEnglish, kJapanese, kSimplifiedChinese };

std::string_view ToString(Language language);  // "en", "ja", "zh-CN" (RFC 5646)
std::optional<Language> ParseLanguage(std::string_view text);

}  // namespace portcullis::message
