#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace portcullis::cli {

bool WantsColor(ColorMode mode) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return isatty(STDOUT_FILENO) == 1;
}

std::size_t TerminalColumns() {
  constexpr std::size_t kColumns = 100;
  winsize size{};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : kColumns;
}

bool Print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

int Fail(std::string_view message) {
  while (!message.empty()) {
    const auto end = message.find('\n');
    const std::string line = "portcullis: " + std::string(message.substr(0, end)) + "\n";
    std::fputs(line.c_str(), stderr);
    if (end == std::string_view::npos) break;
    message.remove_prefix(end + 1);
  }
  return kExitFailure;
}

}  // namespace portcullis::cli
