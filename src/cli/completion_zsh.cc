#include "cli/completion_script.h"

namespace portcullis::cli {
namespace {

std::string Quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + '\'';
}

// 'name:what it is', as _describe reads it.
std::string Described(const std::string& name, const std::string& description) {
  std::string escaped;
  for (const char c : name) escaped += c == ':' ? std::string("\\:") : std::string(1, c);
  return Quote(escaped + ':' + description);
}

std::string ValueCases(const Command& command) {
  std::string cases;
  for (const Flag& flag : command.flags) {
    if (flag.type.empty()) continue;
    std::string patterns;
    for (const std::string& name : flag.names) {
      patterns += (patterns.empty() ? "" : "|") + Quote(command.path + ' ' + name);
    }
    cases += "    " + patterns + ") ";
    if (flag.TakesFile()) {
      cases += "_files; ";
    } else if (!flag.words.empty()) {
      cases += "compadd -- " + Spaced(flag.words) + "; ";
    }
    cases += "return ;;\n";
  }
  return cases;
}

std::string CommandCase(const Command& command) {
  std::string words;
  std::string flags;
  bool takes_files = false;
  for (const Command& below : command.commands) {
    words += ' ' + Described(below.name, below.description);
  }
  for (const Flag& argument : command.arguments) {
    for (const std::string& word : argument.words) words += ' ' + Quote(word);
    takes_files = takes_files || argument.TakesFile();
  }
  for (const Flag& flag : command.flags) {
    for (const std::string& name : flag.names) flags += ' ' + Described(name, flag.description);
  }
  return "    " + Quote(command.path) + ")\n" +  //
         "      words_here=(" + words + " )\n" +  //
         "      flags_here=(" + flags + " )\n" +  //
         "      files_here=" + (takes_files ? "yes" : "") + " ;;\n";
}

}  // namespace

std::string ZshCompletion(const Command& root) {
  std::string subcommands;
  std::string values;
  std::string commands;
  for (const Command* command : AllIn(root)) {
    if (command != &root) subcommands += (subcommands.empty() ? "" : "|") + Quote(command->path);
    values += ValueCases(*command);
    commands += CommandCase(*command);
  }
  return "#compdef portcullis\n"
         "# zsh completion for portcullis: source <(portcullis completion zsh)\n"
         "_portcullis() {\n"
         "  local command=portcullis previous=${words[CURRENT-1]} word files_here\n"
         "  local -a words_here flags_here\n"
         "  if compset -P '--*='; then\n"
         "    previous=${words[CURRENT]%%=*}\n"
         "  fi\n"
         "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
         "    case \"$command $word\" in\n"
         "    " +
         subcommands +
         ") command+=\" $word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$command $previous\" in\n" +
         values +
         "  esac\n"
         "  case \"$command\" in\n" +
         commands +
         "  esac\n"
         "  if [[ $PREFIX == -* ]]; then\n"
         "    _describe -o flag flags_here\n"
         "  elif [[ -n $files_here ]]; then\n"
         "    _files\n"
         "  else\n"
         "    _describe command words_here\n"
         "  fi\n"
         "}\n"
         "if [[ $funcstack[1] == _portcullis ]]; then\n"
         "  _portcullis\n"
         "else\n"
         "  compdef _portcullis portcullis\n"
         "fi\n";
}

}  // namespace portcullis::cli
