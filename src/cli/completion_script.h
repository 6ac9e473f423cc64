#pragma once

#include <string>

#include "cli/command_tree.h"

// What a shell runs to complete the program's command line: subcommands, flags, the words of a choice,
// and files. Each is one script without dependencies, to be sourced or put where the shell looks.
namespace portcullis::cli {

std::string BashCompletion(const Command& root);
std::string ZshCompletion(const Command& root);
std::string FishCompletion(const Command& root);

}  // namespace portcullis::cli
