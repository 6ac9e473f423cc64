#include <string>

#include "cli/commands.h"
#include "serve/version.h"

namespace portcullis::cli {

void AddVersion(CLI::App& app, Action& action) {
  app.add_subcommand("version", "The version of this program")->callback([&action] {
    action = [] {
      const std::string text = "portcullis " + std::string(serve::kVersion) + " (" +
                               std::string(serve::kCompiler) + ")\n";
      return Print(text) ? kExitOk : kExitFailure;
    };
  });
}

}  // namespace portcullis::cli
