#pragma once

#include <optional>

#include "message/language.h"
#include "policy/finding.h"
#include "report/table.h"

// The rows under what a packet shows.
namespace portcullis::report {

// `by`: the rule; absent where no rule matched.
void AddDecidedBy(const std::optional<policy::RuleLocation>& rule, message::Language language,
                  Table& table);

void AddPacket(const policy::Witness& witness, message::Language language, Table& table);

}  // namespace portcullis::report
