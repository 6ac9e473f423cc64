#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"
#include "message/language.h"

// What the commands' flags have in common.
namespace portcullis::cli {

// What a command does once its flags are read; returns the exit status.
using Action = std::function<int()>;

enum class OutputFormat { kText, kJson, kSarif, kJunit };

// "text, json, sarif, junit"
std::string WordsOf(const std::vector<OutputFormat>& formats);

// The one of `formats` that has this name.
std::optional<OutputFormat> FindFormat(std::string_view name,
                                       const std::vector<OutputFormat>& formats);

// An option whose value is one of a few words, which an error names.
template <typename T>
CLI::Option* AddChoice(CLI::App* command, const std::string& name, const std::string& description,
                       const std::map<std::string, T>& words, T& target) {
  std::set<std::string> accepted;
  for (const auto& [word, value] : words) accepted.insert(word);
  return command
      ->add_option_function<std::string>(
          name, [words, &target](const std::string& word) { target = words.at(word); }, description)
      ->check(CLI::IsMember(accepted));
}

// --facts FILE, also from PORTCULLIS_FACTS.
CLI::Option* AddFacts(CLI::App* command, std::string& facts);

// --config FILE, also from PORTCULLIS_CONFIG.
CLI::Option* AddConfig(CLI::App* command, std::string& config);

// --color auto|always|never.
void AddColor(CLI::App* command, ColorMode& color);

// --language en|ja|zh-CN, also from PORTCULLIS_LANGUAGE. Without it the config's, or English.
void AddLanguage(CLI::App* command, std::optional<message::Language>& language);

// -o, --output, with the formats that the command has.
void AddOutput(CLI::App* command, OutputFormat& output,
               const std::vector<OutputFormat>& formats = {OutputFormat::kText,
                                                           OutputFormat::kJson});

}  // namespace portcullis::cli
