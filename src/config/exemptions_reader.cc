#include "config/exemptions_reader.h"

#include <algorithm>
#include <utility>

#include "base/quoted.h"
#include "base/rfc3339.h"
#include "base/suggestion.h"
#include "document/words.h"
#include "policy/check.h"

namespace portcullis::config {
namespace {

using json::Field;

std::string Join(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

// Null, with the mistake reported, if there is none of this id.
const policy::Check* ReadCheckId(const Field& field) {
  const auto id = field.Text();
  if (!id) return nullptr;
  const policy::Check* check = policy::FindCheck(*id);
  if (check != nullptr) return check;
  std::vector<std::string_view> ids;
  for (const policy::Check& known : policy::AllChecks()) ids.push_back(known.id);
  const auto meant = Closest(*id, ids);
  field.AddError(Quoted(*id) + " is not a check; " +
                 (meant ? "did you mean " + std::string(*meant) + "?" : "known are " + Join(ids)));
  return nullptr;
}

void CheckRow(const Field& field, const policy::Check& check) {
  const auto row = field.Text();
  if (!row) return;
  const std::vector<std::string_view> rows = RowsOf(check);
  if (std::find(rows.begin(), rows.end(), *row) != rows.end()) return;
  field.AddError(Quoted(*row) + " is no row of " + std::string(check.id) +
                 (rows.empty() ? ", which has none; leave the field out"
                               : "; use one of " + Join(rows)));
}

}  // namespace

std::vector<policy::ConfiguredExemption> ReadExemptions(const Field& list) {
  std::vector<policy::ConfiguredExemption> exemptions;
  for (const Field& field : list.Elements()) {
    const policy::Check* check = ReadCheckId(field["check"]);
    if (check != nullptr) CheckRow(field["requirement"], *check);
    const Field until = field["until"];
    const auto last_day = ParseDay(document::TextOf(until));
    if (!until.absent() && !last_day) {
      until.AddError(Quoted(document::TextOf(until)) + " is no day; use YYYY-MM-DD");
    }
    const Field object = field["object"];
    if (object.absent()) continue;
    auto pattern = policy::ObjectPattern::Parse(document::TextOf(object));
    if (!pattern) {
      object.AddError(pattern.error().message);
      continue;
    }
    exemptions.push_back({document::TextOf(field["check"]), *std::move(pattern),
                          document::TextOf(field["requirement"]),
                          document::TextOf(field["reason"]), last_day});
  }
  return exemptions;
}

}  // namespace portcullis::config
