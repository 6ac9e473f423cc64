#include "cli/options.h"

namespace portcullis::cli {

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

void AddOutput(CLI::App* command, OutputFormat& output) {
  AddChoice<OutputFormat>(command, "-o,--output", "text or json",
                          {{"text", OutputFormat::kText}, {"json", OutputFormat::kJson}}, output)
      ->type_name("FORMAT");
}

}  // namespace portcullis::cli
