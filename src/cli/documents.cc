#include "cli/documents.h"

#include <utility>

#include "cli/input.h"
#include "config/config_reader.h"

namespace portcullis::cli {

Documents ReadDocuments(const std::string& config, const std::string& facts, Mistakes& mistakes) {
  Documents documents;
  documents.facts_file = facts;
  if (!config.empty()) {
    const auto read = mistakes.Take(ReadInput(config).and_then([&](std::string text) {
      return config::ReadConfig(std::move(text), config);
    }));
    if (read) documents.settings = read->settings;
    if (read && facts.empty()) documents.facts_file = read->facts_file.value_or("");
  }
  if (!documents.facts_file.empty()) {
    if (auto read = mistakes.Take(LoadFacts(documents.facts_file))) {
      documents.facts = std::make_shared<const cluster::Facts>(*std::move(read));
    }
  }
  return documents;
}

}  // namespace portcullis::cli
