#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"

// A key and its value in one call, for the documents of this folder.
namespace portcullis::report {

inline void Member(json::Writer& writer, std::string_view key, std::string_view text) {
  writer.Key(key);
  writer.String(text);
}

void Member(json::Writer& writer, std::string_view key, std::integral auto number) {
  writer.Key(key);
  writer.Int(static_cast<std::int64_t>(number));
}

inline void Member(json::Writer& writer, std::string_view key,
                   const std::vector<std::string>& texts) {
  writer.Key(key);
  writer.StartArray();
  for (const std::string& text : texts) writer.String(text);
  writer.EndArray();
}

}  // namespace portcullis::report
