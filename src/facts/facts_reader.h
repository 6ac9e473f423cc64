#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cluster/facts.h"

namespace portcullis::facts {

// Reads a CloudFacts document, YAML or JSON, whose form docs/facts.md describes. The cloud's objects may
// hold fields that we do not know; ours may not. Whole answers of the cloud's API ({"Response": ...})
// are taken where its objects are expected. Everything that cannot be read is reported at once, each
// mistake on a line `file:line:column: path: what is wrong and what would be accepted`.
Result<cluster::Facts> ReadFacts(std::string text, std::string_view file_name);

}  // namespace portcullis::facts
