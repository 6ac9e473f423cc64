#include "cli/command_tree.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace portcullis::cli {
namespace {

// CLI11 shows a choice as "TYPE:{word,word}".
std::vector<std::string> WordsOf(std::string_view shown) {
  std::vector<std::string> words;
  if (!shown.starts_with('{') || !shown.ends_with('}')) return words;
  shown = shown.substr(1, shown.size() - 2);
  for (auto comma = shown.find(','); comma != std::string_view::npos; comma = shown.find(',')) {
    words.emplace_back(shown.substr(0, comma));
    shown.remove_prefix(comma + 1);
  }
  words.emplace_back(shown);
  return words;
}

Flag FlagOf(const CLI::Option& option) {
  Flag flag;
  for (const std::string& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) flag.names.push_back("--" + name);
  if (option.get_positional()) flag.argument = option.get_name(true);
  if (option.get_items_expected_max() > 0) {
    const std::string shown = option.get_type_name();
    const auto colon = shown.find(':');
    flag.type = shown.substr(0, colon);
    if (colon != std::string::npos) flag.words = WordsOf(std::string_view(shown).substr(colon + 1));
  }
  flag.description = option.get_description();
  flag.default_value = option.get_default_str();
  flag.variable = option.get_envname();
  flag.required = option.get_required();
  return flag;
}

void AddFlags(const CLI::App& app, Command& command) {
  for (const CLI::Option* option : app.get_options()) {
    const bool is_groups_help = app.get_name().empty() && option == app.get_help_ptr();
    if (option->get_group().empty() || is_groups_help) continue;
    (option->get_positional() ? command.arguments : command.flags).push_back(FlagOf(*option));
  }
}

void AddTo(const CLI::App& app, Command& command) {
  AddFlags(app, command);
  for (const CLI::App* below : app.get_subcommands({})) {
    if (below->get_name().empty()) {  // an option group, whose options are its parent's
      AddTo(*below, command);
      continue;
    }
    if (below->get_group().empty()) continue;
    Command subcommand;
    subcommand.path = command.path + ' ' + below->get_name();
    subcommand.name = below->get_name();
    subcommand.description = below->get_description();
    AddTo(*below, subcommand);
    command.commands.push_back(std::move(subcommand));
  }
}

void AppendAll(const Command& command, std::vector<const Command*>& all) {
  all.push_back(&command);
  for (const Command& below : command.commands) AppendAll(below, all);
}

}  // namespace

bool Flag::TakesFile() const {
  std::string_view rest = type;
  while (!rest.empty()) {
    const auto bar = std::min(rest.find('|'), rest.size());
    const std::string_view kind = rest.substr(0, bar);
    if (kind == "DIR" || kind == "FILE" || kind.starts_with("FILE.")) return true;
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return false;
}

Command TreeOf(const CLI::App& app) {
  Command root;
  root.path = app.get_name();
  root.name = app.get_name();
  root.description = app.get_description();
  AddTo(app, root);
  return root;
}

std::vector<const Command*> AllIn(const Command& root) {
  std::vector<const Command*> all;
  AppendAll(root, all);
  return all;
}

std::string Spaced(const std::vector<std::string>& texts) {
  std::string spaced;
  for (const std::string& text : texts) spaced += (spaced.empty() ? "" : " ") + text;
  return spaced;
}

}  // namespace portcullis::cli
