#include "cli/documents.h"

#include <utility>

#include "cli/input.h"
#include "policy/peers.h"

namespace portcullis::cli {

Documents ReadDocuments(const std::string& config, const std::string& facts, Mistakes& mistakes) {
  Documents documents;
  documents.facts_file = facts;
  if (!config.empty()) {
    if (const auto read = mistakes.Take(LoadConfig(config))) {
      documents.settings = read->settings;
      documents.facts_file =
          mistakes.Take(config::FactsFile(*read, config, facts)).value_or(std::string());
    }
  }
  if (!documents.facts_file.empty()) {
    if (auto read = mistakes.Take(LoadFacts(documents.facts_file))) {
      const Status agreed = policy::AgreeOnPeers(*read, documents.facts_file,
                                                 documents.settings.expectations, config);
      if (!agreed) mistakes.Add(agreed.error());
      documents.facts = std::make_shared<const cluster::Facts>(*std::move(read));
    }
  }
  return documents;
}

}  // namespace portcullis::cli
