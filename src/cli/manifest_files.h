#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace portcullis::cli {

// The files that arguments name, in order: a file or "-" stands for itself, a folder for the .yaml, .yml
// and .json files below it, sorted by path.
Result<std::vector<std::string>> ManifestFiles(const std::vector<std::string>& arguments);

}  // namespace portcullis::cli
