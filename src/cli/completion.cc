#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/completion_script.h"

namespace portcullis::cli {

void AddCompletion(CLI::App& app, Action& action) {
  using Script = std::string (*)(const Command&);
  const auto script = std::make_shared<Script>(nullptr);
  CLI::App* command = app.add_subcommand("completion", "What a shell needs to complete this command line");
  AddChoice<Script>(command, "shell", "bash, zsh or fish",
                    {{"bash", BashCompletion}, {"zsh", ZshCompletion}, {"fish", FishCompletion}},
                    *script)
      ->required()
      ->type_name("SHELL");
  command->callback([script, &app, &action] {
    action = [script, &app] {
      return Print((*script)(TreeOf(app))) ? kExitOk : Fail("cannot write the script");
    };
  });
}

}  // namespace portcullis::cli
