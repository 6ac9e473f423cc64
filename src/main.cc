#include "cli/command_line.h"

int main(int argc, char** argv) { return portcullis::cli::Run(argc, argv); }
