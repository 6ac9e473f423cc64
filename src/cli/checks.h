#pragma once

#include <string>

#include "cli/terminal.h"

namespace portcullis::cli {

// `portcullis checks list`
int ListChecks(bool json, ColorMode color);

// `portcullis checks show ID`
int ShowCheck(const std::string& id, ColorMode color);

}  // namespace portcullis::cli
