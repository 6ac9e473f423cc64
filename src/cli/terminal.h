#pragma once

#include <cstddef>
#include <string_view>

namespace portcullis::cli {

// What a command ends with.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFindings = 1;  // there are findings
inline constexpr int kExitFailure = 2;   // it could not do the job

enum class ColorMode { kAuto, kAlways, kNever };

// Whether to colour what goes to standard output: kAuto means on a terminal, unless NO_COLOR is set to
// anything or TERM is "dumb" (no-color.org).
bool WantsColor(ColorMode mode);

// How many columns a line may have: the terminal's, and 100 where standard output is none.
std::size_t TerminalColumns();

// Writes to standard output, or says on standard error why it could not. Returns whether it could.
bool Print(std::string_view text);

// "portcullis: <message>" on standard error, a line for each line of the message. Returns kExitFailure.
int Fail(std::string_view message);

}  // namespace portcullis::cli
