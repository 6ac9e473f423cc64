#pragma once

namespace portcullis::cli {

// Reads the command line and the environment (PORTCULLIS_ and a flag's name), runs the command, and
// returns its exit status.
int Run(int argc, const char* const* argv);

}  // namespace portcullis::cli
