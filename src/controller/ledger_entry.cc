#include "controller/ledger_entry.h"

#include "message/text.h"
#include "policy/wording.h"
#include "report/fingerprint.h"

namespace portcullis::controller {
namespace {

constexpr char kSeparator = '\x1f';

message::Text WhyExempted(const policy::Exempted& exempted, const std::string& message) {
  if (exempted.until.empty()) {
    return {"{message}; exempted: {reason}"_msg,
            {{"message", message}, {"reason", exempted.reason}}};
  }
  return {"{message}; exempted until {date}: {reason}"_msg,
          {{"message", message}, {"date", exempted.until}, {"reason", exempted.reason}}};
}

// A text to keep: it has grown by doubling, which is too much for tens of thousands.
std::string Fitted(std::string text) {
  text.shrink_to_fit();
  return text;
}

std::string IdentityOf(const policy::NotEvaluated& entry) {
  std::string identity(entry.check);
  for (const std::string_view part :
       {ToString(entry.object.kind), std::string_view(entry.object.namespace_name),
        std::string_view(entry.object.name), std::string_view("not-evaluated"),
        ToString(entry.reason)}) {
    identity += kSeparator;
    identity += part;
  }
  return identity;
}

}  // namespace

LedgerEntry EntryOf(const policy::Finding& finding, message::Language language) {
  return {.check = finding.check,
          .requirement = finding.requirement,
          .fingerprint = report::ShortDigest(finding.Identity()),
          .state = LedgerEntry::State::kFinding,
          .severity = finding.severity,
          .action = finding.action,
          .text = Fitted(policy::StatementOf(finding, language, LedgerEntry::kMaxText))};
}

LedgerEntry EntryOf(const policy::Exempted& exempted, message::Language language) {
  const policy::Finding& finding = exempted.finding;
  const message::Text why = WhyExempted(exempted, policy::MessageOf(finding, language));
  return {.check = finding.check,
          .requirement = finding.requirement,
          .fingerprint = report::ShortDigest(finding.Identity()),
          .state = LedgerEntry::State::kExempted,
          .severity = finding.severity,
          .text = Fitted(policy::OneLine(Render(why, language), LedgerEntry::kMaxText))};
}

LedgerEntry EntryOf(const policy::NotEvaluated& not_evaluated, message::Language language) {
  return {
      .check = not_evaluated.check,
      .requirement = {},
      .fingerprint = report::ShortDigest(IdentityOf(not_evaluated)),
      .state = LedgerEntry::State::kNotEvaluated,
      .reason = not_evaluated.reason,
      .text = Fitted(policy::OneLine(Render(not_evaluated.why, language), LedgerEntry::kMaxText))};
}

}  // namespace portcullis::controller
