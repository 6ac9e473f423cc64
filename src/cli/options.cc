#include "cli/options.h"

#include <algorithm>

namespace portcullis::cli {
namespace {

std::string_view NameOf(OutputFormat format) {
  switch (format) {
    case OutputFormat::kText: return "text";
    case OutputFormat::kJson: return "json";
    case OutputFormat::kSarif: return "sarif";
    case OutputFormat::kJunit: return "junit";
  }
  return "text";
}

}  // namespace

std::string WordsOf(const std::vector<OutputFormat>& formats) {
  std::string words;
  for (const OutputFormat format : formats) {
    words += (words.empty() ? "" : ", ") + std::string(NameOf(format));
  }
  return words;
}

std::optional<OutputFormat> FindFormat(std::string_view name,
                                       const std::vector<OutputFormat>& formats) {
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&](OutputFormat format) { return NameOf(format) == name; });
  if (found == formats.end()) return std::nullopt;
  return *found;
}

CLI::Option* AddFacts(CLI::App* command, std::string& facts) {
  return command->add_option("--facts", facts, "CloudFacts document (YAML or JSON)")
      ->envname("PORTCULLIS_FACTS")
      ->type_name("FILE");
}

CLI::Option* AddConfig(CLI::App* command, std::string& config) {
  return command->add_option("--config", config, "PortcullisConfig document (YAML or JSON)")
      ->envname("PORTCULLIS_CONFIG")
      ->type_name("FILE");
}

void AddColor(CLI::App* command, ColorMode& color) {
  AddChoice<ColorMode>(command, "--color", "Colour the text: auto, always or never",
                       {{"auto", ColorMode::kAuto},
                        {"always", ColorMode::kAlways},
                        {"never", ColorMode::kNever}},
                       color)
      ->type_name("WHEN");
}

void AddLanguage(CLI::App* command, std::optional<message::Language>& language) {
  using enum message::Language;
  AddChoice<std::optional<message::Language>>(
      command, "--language", "Of the text: en, ja or zh-CN (default: the config's, or en)",
      {{"en", kEnglish}, {"ja", kJapanese}, {"zh-CN", kSimplifiedChinese}}, language)
      ->envname("PORTCULLIS_LANGUAGE")
      ->type_name("LANGUAGE");
}

void AddOutput(CLI::App* command, OutputFormat& output, const std::vector<OutputFormat>& formats) {
  std::map<std::string, OutputFormat> words;
  for (const OutputFormat format : formats) words.emplace(NameOf(format), format);
  AddChoice<OutputFormat>(command, "-o,--output", WordsOf(formats), words, output)
      ->type_name("FORMAT");
}

}  // namespace portcullis::cli
