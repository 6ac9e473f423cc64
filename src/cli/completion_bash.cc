#include "cli/completion_script.h"

namespace portcullis::cli {
namespace {

// No word of ours has a quote in it.
std::string Quote(const std::string& text) { return '\'' + text + '\''; }

// '<path> --flag' | '<path> -f'
std::string Patterns(const Command& command, const Flag& flag) {
  std::string patterns;
  for (const std::string& name : flag.names) {
    patterns += (patterns.empty() ? "" : " | ") + Quote(command.path + ' ' + name);
  }
  return patterns;
}

// Where a value follows its flag.
std::string ValueCases(const Command& command) {
  std::string cases;
  for (const Flag& flag : command.flags) {
    if (flag.type.empty()) continue;
    cases += "    " + Patterns(command, flag) + ") ";
    if (flag.TakesFile()) {
      cases += "_portcullis_files \"$word\"; ";
    } else if (!flag.words.empty()) {
      cases += "COMPREPLY=($(compgen -W " + Quote(Spaced(flag.words)) + " -- \"$word\")); ";
    }
    cases += "return ;;\n";
  }
  return cases;
}

std::string CommandCase(const Command& command) {
  std::vector<std::string> words;
  std::vector<std::string> flags;
  bool takes_files = false;
  for (const Command& below : command.commands) words.push_back(below.name);
  for (const Flag& argument : command.arguments) {
    words.insert(words.end(), argument.words.begin(), argument.words.end());
    takes_files = takes_files || argument.TakesFile();
  }
  for (const Flag& flag : command.flags) {
    flags.insert(flags.end(), flag.names.begin(), flag.names.end());
  }
  return "    " + Quote(command.path) + ") words=" + Quote(Spaced(words)) +
         " flags=" + Quote(Spaced(flags)) + " files=" + (takes_files ? "yes" : "") + " ;;\n";
}

}  // namespace

std::string BashCompletion(const Command& root) {
  std::string subcommands;
  std::string values;
  std::string commands;
  for (const Command* command : AllIn(root)) {
    if (command != &root) subcommands += (subcommands.empty() ? "" : " | ") + Quote(command->path);
    values += ValueCases(*command);
    commands += CommandCase(*command);
  }
  return "# bash completion for portcullis: source <(portcullis completion bash)\n"
         "_portcullis_files() {\n"
         "  compopt -o filenames 2>/dev/null\n"
         "  mapfile -t COMPREPLY < <(compgen -f -- \"$1\")\n"
         "}\n"
         "\n"
         "_portcullis() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "  local command=portcullis words= flags= files= index\n"
         "  COMPREPLY=()\n"
         "  # Of --flag=value the sign is a word of its own.\n"
         "  if [[ $word == = ]]; then\n"
         "    word=\n"
         "  elif [[ $previous == = ]]; then\n"
         "    previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "  fi\n"
         "  for ((index = 1; index < COMP_CWORD; index++)); do\n"
         "    case \"$command ${COMP_WORDS[index]}\" in\n"
         "    " +
         subcommands +
         ")\n"
         "      command+=\" ${COMP_WORDS[index]}\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$command $previous\" in\n" +
         values +
         "  esac\n"
         "  case \"$command\" in\n" +
         commands +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
         "  elif [[ $files ]]; then\n"
         "    _portcullis_files \"$word\"\n"
         "  else\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  fi\n"
         "}\n"
         "complete -F _portcullis portcullis\n";
}

}  // namespace portcullis::cli
