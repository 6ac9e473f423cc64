#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "config/facts_source.h"
#include "policy/settings.h"

namespace portcullis::config {

// What a PortcullisConfig document asks for.
struct Config {
  policy::Settings settings;
  FactsSource facts;
};

// Reads a PortcullisConfig document, YAML or JSON, whose form docs/config.md describes. A text
// without a document, or with an empty one, asks for the defaults. Everything that is wrong is
// reported at once, each mistake on a line `file:line:column: path: what is wrong and what would be
// accepted`.
Result<Config> ReadConfig(std::string text, std::string_view file_name);

// The CloudFacts document to read: `flag`, else the config's; empty for none. Fails if the config wants
// a source that this version does not have.
Result<std::string> FactsFile(const Config& config, std::string_view config_file,
                              const std::string& flag);

}  // namespace portcullis::config
