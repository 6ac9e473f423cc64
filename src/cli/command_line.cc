#include "cli/command_line.h"

#include "cli/commands.h"

namespace portcullis::cli {

int Run(int argc, const char* const* argv) {
  CLI::App app("Keeps a Kubernetes cluster and its cloud firewall honest with each other",
               "portcullis");
  app.require_subcommand(1);
  Action action;
  AddServe(app, action);
  AddCheck(app, action);
  AddExplain(app, action);
  AddVerify(app, action);
  AddExposure(app, action);
  AddDiff(app, action);
  AddPlan(app, action);
  AddChecks(app, action);
  AddConfigCommands(app, action);
  AddCompletion(app, action);
  AddFlags(app, action);
  AddVersion(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitFailure;
  }
  return action();
}

}  // namespace portcullis::cli
