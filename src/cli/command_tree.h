#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace portcullis::cli {

// A flag or an argument of a command. A value type.
struct Flag {
  std::vector<std::string> names;  // "-o", "--output"; empty: an argument by its place
  std::string argument;            // its name if it is an argument
  std::string type;                // of the value, such as FILE; empty: it takes none
  std::vector<std::string> words;  // all that the value may be; empty: anything
  std::string description;
  std::string default_value;       // empty: none, or the description says it
  std::string variable;            // the environment variable that gives it; empty: none
  bool required = false;

  // By the type: FILE or DIR, or one of them among others, as in FILE|DIR|-.
  bool TakesFile() const;
};

// A command and what belongs to it, in the order in which the program declares it.
struct Command {
  std::string path;  // "portcullis checks list"
  std::string name;  // "list"
  std::string description;
  std::vector<Flag> flags;
  std::vector<Flag> arguments;
  std::vector<Command> commands;
};

// The program's commands and flags as CLI11 knows them, without what is hidden: what describes the
// command line is made from this, and so cannot say anything else than what is parsed.
Command TreeOf(const CLI::App& app);

// The command and all below it, each before its own. They point into `root`.
std::vector<const Command*> AllIn(const Command& root);

// Each text followed by a blank, without the last one.
std::string Spaced(const std::vector<std::string>& texts);

}  // namespace portcullis::cli
