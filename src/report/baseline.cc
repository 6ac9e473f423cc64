#include "report/baseline.h"

#include <algorithm>
#include <utility>

#include "base/quoted.h"
#include "document/identity.h"
#include "document/words.h"
#include "json/field.h"
#include "json/reader.h"
#include "report/fingerprint.h"

namespace portcullis::report {
namespace {

constexpr std::size_t kFingerprintDigits = 16;

bool IsFingerprint(std::string_view text) {
  return text.size() == kFingerprintDigits &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f');
         });
}

}  // namespace

Result<Baseline> Baseline::Read(std::string text, std::string_view file_name) {
  // Not as JSON alone: a manifest that was named by mistake should be told by its kind.
  const json::Format format = json::FormatOf(file_name, text);
  const auto documents = json::Parse(std::move(text), format);
  if (!documents) return tl::unexpected(json::ToError(documents.error(), file_name));
  if (documents->size() != 1) {
    return InvalidArgument(std::string(file_name) + ": holds " +
                           std::to_string(documents->size()) +
                           " documents; a baseline is one answer of check -o json");
  }
  json::Errors errors;
  const json::Field root(documents->front(), errors);
  Baseline baseline;
  if (document::CheckIdentity(root, "CheckReport") && root["findings"].Require()) {
    for (const json::Field& finding : root["findings"].Elements()) {
      const json::Field field = finding["fingerprint"];
      if (!field.Require()) continue;
      std::string fingerprint = document::TextOf(field);
      if (IsFingerprint(fingerprint)) {
        baseline.fingerprints_.insert(std::move(fingerprint));
      } else if (!fingerprint.empty()) {
        field.AddError(Quoted(fingerprint) + " is no fingerprint; use an answer of check -o json");
      }
    }
  }
  if (const Status status = errors.ToStatus(file_name); !status) {
    return tl::unexpected(status.error());
  }
  return baseline;
}

bool Baseline::Contains(const policy::Finding& finding) const {
  return fingerprints_.contains(Fingerprint(finding));
}

}  // namespace portcullis::report
