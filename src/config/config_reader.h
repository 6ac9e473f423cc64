#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/settings.h"

namespace portcullis::config {

// What a PortcullisConfig document asks for.
struct Config {
  policy::Settings settings;
  // facts.path where facts.source is file: a CloudFacts document, relative to the working
  // directory. Absent: the document names no facts.
  std::optional<std::string> facts_file;
};

// Reads a PortcullisConfig document, YAML or JSON, whose form docs/config.md describes. A text
// without a document, or with an empty one, asks for the defaults. Fields of the form that nothing
// reads yet are known, but only their defaults are accepted. Everything that is wrong is reported
// at once, each mistake on a line `file:line:column: path: what is wrong and what would be
// accepted`.
Result<Config> ReadConfig(std::string text, std::string_view file_name);

}  // namespace portcullis::config
