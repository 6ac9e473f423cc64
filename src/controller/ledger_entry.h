#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/language.h"
#include "policy/finding.h"

namespace portcullis::controller {

// One statement of a check about an object: what events, reports and metrics need of it, and no
// more, since a cluster may have tens of thousands.
struct LedgerEntry {
  enum class State : std::uint8_t { kFinding, kNotEvaluated, kExempted };

  static constexpr std::size_t kMaxText = 300;  // characters; events have room for 1,024 bytes

  std::string_view check;        // an id of the catalogue
  std::string_view requirement;  // row of the recommended practice; may be empty
  // Of findings the published one. Else of check, object and reason, so that it lasts just as long.
  std::uint64_t fingerprint = 0;
  State state = State::kFinding;
  policy::Severity severity = policy::Severity::kInfo;  // not of kNotEvaluated
  policy::Action action = policy::Action::kAudit;       // of kFinding alone
  policy::Reason reason = policy::Reason::kUnresolved;  // of kNotEvaluated alone
  std::string text;  // what is wrong and what to do, or why it is exempted or was not evaluated

  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

LedgerEntry EntryOf(const policy::Finding& finding, message::Language language);
LedgerEntry EntryOf(const policy::Exempted& exempted, message::Language language);
LedgerEntry EntryOf(const policy::NotEvaluated& not_evaluated, message::Language language);

// All that is held of one object. Immutable once in the ledger.
struct ObjectEntries {
  policy::ObjectRef object;
  std::vector<LedgerEntry> entries;  // by fingerprint
};

}  // namespace portcullis::controller
