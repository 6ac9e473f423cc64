#pragma once

#include "cli/options.h"

// The subcommands, a file each: cli/<command>.cc. Each adds itself with its flags to the program and,
// where the command line names it, sets `action` to what it does.
namespace portcullis::cli {

void AddServe(CLI::App& app, Action& action);
void AddCheck(CLI::App& app, Action& action);
void AddExplain(CLI::App& app, Action& action);
void AddVerify(CLI::App& app, Action& action);
void AddExposure(CLI::App& app, Action& action);
void AddDiff(CLI::App& app, Action& action);
void AddPlan(CLI::App& app, Action& action);
void AddChecks(CLI::App& app, Action& action);
void AddConfigCommands(CLI::App& app, Action& action);
void AddCompletion(CLI::App& app, Action& action);
void AddFlags(CLI::App& app, Action& action);
void AddVersion(CLI::App& app, Action& action);

}  // namespace portcullis::cli
