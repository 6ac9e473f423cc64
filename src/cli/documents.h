#pragma once

#include <memory>
#include <string>

#include "cli/mistakes.h"
#include "cluster/facts.h"
#include "policy/settings.h"

namespace portcullis::cli {

// The config and the facts of a command.
struct Documents {
  policy::Settings settings;
  std::shared_ptr<const cluster::Facts> facts;  // null: none are named, or they cannot be read
  std::string facts_file;
};

// Reads what --config and --facts name; either may be empty. Where --facts is, the config may name the
// facts.
Documents ReadDocuments(const std::string& config, const std::string& facts, Mistakes& mistakes);

}  // namespace portcullis::cli
