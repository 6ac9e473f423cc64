#pragma once

#include <optional>

#include "json/writer.h"
#include "policy/finding.h"

// A packet and what decided it, as every document says them.
namespace portcullis::report {

// The key `witness`.
void WriteWitness(json::Writer& writer, const policy::Witness& witness);

// The key `decidedBy`; null where no rule matched.
void WriteDecidedBy(json::Writer& writer, const std::optional<policy::RuleLocation>& rule);

}  // namespace portcullis::report
