#pragma once

#include <string>

#include "base/result.h"
#include "cluster/facts.h"

namespace portcullis::cli {

// The whole of a file, or of standard input for "-"; at most 64 MiB.
Result<std::string> ReadInput(const std::string& path);

Result<cluster::Facts> LoadFacts(const std::string& path);

}  // namespace portcullis::cli
