#include "cli/completion_script.h"

namespace portcullis::cli {
namespace {

std::string Quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '\'';
}

// The beginning of each line about a command.
std::string At(const Command& command) {
  return "complete -c portcullis -n " + Quote("__portcullis_at " + Quote(command.path));
}

// What follows a flag, or stands where an argument does.
std::string Values(const Flag& flag) {
  if (flag.TakesFile()) return " -F";
  return flag.words.empty() ? "" : " -a " + Quote(Spaced(flag.words));
}

std::string FlagLine(const Command& command, const Flag& flag) {
  std::string line = At(command);
  for (const std::string& name : flag.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!flag.type.empty()) line += (flag.TakesFile() ? " -r" : " -x") + Values(flag);
  return line + " -d " + Quote(flag.description) + '\n';
}

std::string CommandLines(const Command& command) {
  std::string lines;
  for (const Command& below : command.commands) {
    lines += At(command) + " -a " + below.name + " -d " + Quote(below.description) + '\n';
  }
  for (const Flag& argument : command.arguments) {
    if (const std::string values = Values(argument); !values.empty()) {
      lines += At(command) + values + '\n';
    }
  }
  for (const Flag& flag : command.flags) lines += FlagLine(command, flag);
  return lines;
}

}  // namespace

std::string FishCompletion(const Command& root) {
  std::string subcommands;
  std::string lines;
  for (const Command* command : AllIn(root)) {
    if (command != &root) subcommands += ' ' + Quote(command->path);
    lines += CommandLines(*command);
  }
  return "# fish completion for portcullis: portcullis completion fish | source\n"
         "function __portcullis_at\n"
         "  set -l command portcullis\n"
         "  for word in (commandline -opc)[2..-1]\n"
         "    switch \"$command $word\"\n"
         "      case" +
         subcommands +
         "\n"
         "        set command \"$command $word\"\n"
         "    end\n"
         "  end\n"
         "  test \"$command\" = \"$argv[1]\"\n"
         "end\n"
         "complete -c portcullis -f\n" +
         lines;
}

}  // namespace portcullis::cli
