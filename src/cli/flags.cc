#include <algorithm>
#include <iterator>
#include <string>

#include "cli/command_tree.h"
#include "cli/commands.h"

// docs/flags.md, which is printed from the command line itself.
namespace portcullis::cli {
namespace {

constexpr const char* kIntroduction =
    "# Commands and flags\n"
    "\n"
    "Written by `hack/pages` from the program. Each command also has `-h`, `--help`. A flag goes before its\n"
    "environment variable, that before the config ([config](config.md)), and that before the default.\n"
    "Results go to standard output, all else to standard error. The exit status is 0 where all is well, 1\n"
    "for findings and 2 where the job could not be done.\n";

// In a cell of a table a bar would end it.
std::string Cell(const std::string& text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? std::string("\\|") : std::string(1, c);
  return cell;
}

std::string Code(const std::string& text) { return text.empty() ? "" : "`" + Cell(text) + "`"; }

std::string Listed(const std::vector<std::string>& texts) {
  std::string listed;
  for (const std::string& text : texts) listed += (listed.empty() ? "" : ", ") + Code(text);
  return listed;
}

std::string Row(const Flag& flag) {
  std::string what = Cell(flag.description);
  if (!flag.default_value.empty()) what += " (default " + Code(flag.default_value) + ")";
  if (flag.required) what += " (required)";
  return "| " + (flag.names.empty() ? Code(flag.argument) : Listed(flag.names)) + " | " +
         (flag.words.empty() ? Code(flag.type) : Listed(flag.words)) + " | " + Code(flag.variable) +
         " | " + what + " |\n";
}

std::string Section(const Command& command) {
  std::string rows;
  for (const Flag& argument : command.arguments) rows += Row(argument);
  for (const Flag& flag : command.flags) {
    const bool is_help = std::find(flag.names.begin(), flag.names.end(), "--help") != flag.names.end();
    if (!is_help) rows += Row(flag);
  }
  return "\n## " + command.path + "\n\n" + command.description + ".\n" +
         (rows.empty() ? "" : "\n| Flag | Value | Variable | What |\n| --- | --- | --- | --- |\n" + rows);
}

std::string FlagsPage(const Command& root) {
  std::string page = kIntroduction;
  for (const Command* command : AllIn(root)) {
    if (command->commands.empty()) page += Section(*command);
  }
  return page;
}

}  // namespace

void AddFlags(CLI::App& app, Action& action) {
  // Hidden: it is for hack/pages.
  app.add_subcommand("flags", "The page docs/flags.md")->group("")->callback([&app, &action] {
    action = [&app] {
      return Print(FlagsPage(TreeOf(app))) ? kExitOk : Fail("cannot write the page");
    };
  });
}

}  // namespace portcullis::cli
