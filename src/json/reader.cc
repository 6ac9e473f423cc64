#include "json/reader.h"

#include <utility>

namespace portcullis::json {

Format FormatOf(std::string_view file_name, std::string_view text) {
  if (file_name.ends_with(".json")) return Format::kJson;
  if (file_name.ends_with(".yaml") || file_name.ends_with(".yml")) return Format::kYaml;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool bracket =
      first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  return bracket ? Format::kJson : Format::kYaml;
}

tl::expected<std::vector<Document>, ParseError> Parse(std::string text, Format format) {
  if (format == Format::kYaml) return ParseYaml(std::move(text));
  return ParseJson(std::move(text)).map([](Document&& document) {
    return std::vector<Document>{std::move(document)};
  });
}

}  // namespace portcullis::json
