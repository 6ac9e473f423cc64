#pragma once

#include <string>

#include "base/result.h"
#include "cluster/facts.h"
#include "config/config_reader.h"
#include "kube/manifest_reader.h"

namespace portcullis::cli {

// The whole of a file, or of standard input for "-"; at most 64 MiB.
Result<std::string> ReadInput(const std::string& path);

// Documents, from a file or standard input.
Result<cluster::Facts> LoadFacts(const std::string& path);
Result<config::Config> LoadConfig(const std::string& path);
Result<kube::Manifest> LoadManifest(const std::string& path);

}  // namespace portcullis::cli
