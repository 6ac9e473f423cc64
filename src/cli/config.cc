#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/input.h"
#include "config/config_reader.h"
#include "config/config_schema.h"

namespace portcullis::cli {
namespace {

int ValidateConfig(const std::string& file) {
  auto text = ReadInput(file);
  if (!text) return Fail(text.error().message);
  const auto config =
      config::ReadConfig(*std::move(text), file == "-" ? "standard input" : file);
  return config ? kExitOk : Fail(config.error().message);
}

}  // namespace

void AddConfigCommands(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("config", "The PortcullisConfig document");
  command->require_subcommand(1);
  CLI::App* validate = command->add_subcommand(
      "validate", "Say all that is wrong with a config, with line and column; nothing if it is good");
  const auto file = std::make_shared<std::string>();
  validate->add_option("config", *file, "The config (YAML or JSON), or - for standard input")
      ->required()
      ->envname("PORTCULLIS_CONFIG")
      ->type_name("FILE|-");
  validate->callback([file, &action] { action = [file] { return ValidateConfig(*file); }; });
  command->add_subcommand("schema", "Its JSON Schema, for editors and CI")->callback([&action] {
    action = [] {
      return Print(config::ConfigSchema() + '\n') ? kExitOk : Fail("cannot write the schema");
    };
  });
}

}  // namespace portcullis::cli
