#include "config/config_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "config/expectations_reader.h"
#include "document/identity.h"
#include "document/words.h"
#include "json/field.h"
#include "json/reader.h"
#include "policy/check.h"

namespace portcullis::config {
namespace {

using json::Field;

// For what a later release reads: until then only the default may be said.
void RequireDefault(const Field& field, std::string_view value) {
  const auto text = field.Text();
  if (!text || *text == value) return;
  field.AddError(Quoted(*text) + " is not supported yet; leave the field out");
}

void ReadLanguage(const Field& field) {
  enum class Language { kEnglish, kJapanese, kChinese };
  static constexpr std::array<std::pair<std::string_view, Language>, 3> kLanguages = {
      {{"en", Language::kEnglish}, {"ja", Language::kJapanese}, {"zh-CN", Language::kChinese}}};
  Language language = Language::kEnglish;
  document::ReadWord(field, kLanguages, language);
  if (language != Language::kEnglish) RequireDefault(field, "en");
}

std::optional<std::string> ReadFactsFile(const Field& field) {
  enum class Source { kNone, kFile, kTencentCloud };
  static constexpr std::array<std::pair<std::string_view, Source>, 3> kSources = {
      {{"none", Source::kNone}, {"file", Source::kFile}, {"tencentcloud", Source::kTencentCloud}}};
  static constexpr std::array<std::string_view, 7> kFields = {
      "source", "path", "region", "clusterId", "endpoint", "refreshInterval", "staleAfter"};
  field.AllowOnly(kFields);
  RequireDefault(field["region"], "");
  RequireDefault(field["clusterId"], "");
  RequireDefault(field["endpoint"], "tencentcloudapi.com");
  RequireDefault(field["refreshInterval"], "1m");
  RequireDefault(field["staleAfter"], "15m");
  Source source = Source::kNone;
  document::ReadWord(field["source"], kSources, source);
  const Field path = field["path"];
  switch (source) {
    case Source::kFile:
      if (!path.Require()) return std::nullopt;
      return document::TextOf(path);
    case Source::kTencentCloud:
      field["source"].AddError("\"tencentcloud\" is not supported yet; use none or file");
      return std::nullopt;
    case Source::kNone:
      if (!path.absent()) path.AddError("is read only where facts.source is file");
      return std::nullopt;
  }
  return std::nullopt;
}

// The ids of the checks for which `deny` may be set, for a message.
std::string DeniableChecks() {
  std::string ids;
  for (const policy::Check& check : policy::AllChecks()) {
    if (check.may_deny) ids += (ids.empty() ? "" : ", ") + std::string(check.id);
  }
  return ids;
}

policy::CheckSettings ReadCheck(const Field& field, const policy::Check& check) {
  using enum policy::Action;
  using enum policy::Severity;
  static constexpr std::array<std::pair<std::string_view, std::optional<policy::Action>>, 4>
      kActions = {{{"off", kOff}, {"audit", kAudit}, {"warn", kWarn}, {"deny", kDeny}}};
  static constexpr std::array<std::pair<std::string_view, std::optional<policy::Severity>>, 5>
      kSeverities = {{{"critical", kCritical},
                      {"high", kHigh},
                      {"medium", kMedium},
                      {"low", kLow},
                      {"info", kInfo}}};
  static constexpr std::array<std::string_view, 3> kFields = {"action", "severity", "exemptible"};
  policy::CheckSettings settings;
  field.AllowOnly(kFields);
  document::ReadWord(field["action"], kActions, settings.action);
  document::ReadWord(field["severity"], kSeverities, settings.severity);
  settings.exemptible = field["exemptible"].Bool();
  if (settings.action == kDeny && !check.may_deny) {
    field["action"].AddError(
        "no change at admission brings this finding about, so none can be "
        "denied; use off, audit or warn (deny is for " +
        DeniableChecks() + ")");
  }
  return settings;
}

void ReadChecks(const Field& field, policy::Settings& settings) {
  std::vector<std::string_view> ids;
  std::transform(policy::AllChecks().begin(), policy::AllChecks().end(), std::back_inserter(ids),
                 [](const policy::Check& check) { return check.id; });
  field.AllowOnly(ids, "check");
  for (const Field& member : field.Members()) {
    if (const policy::Check* check = policy::FindCheck(member.key())) {
      settings.checks.emplace(member.key(), ReadCheck(member, *check));
    }
  }
}

Config ReadRoot(const Field& root) {
  static constexpr std::array<std::string_view, 7> kFields = {
      "apiVersion", "kind", "language", "facts", "checks", "expectations", "exemptions"};
  Config config;
  root.AllowOnly(kFields);
  ReadLanguage(root["language"]);
  config.facts_file = ReadFactsFile(root["facts"]);
  ReadChecks(root["checks"], config.settings);
  config.settings.expectations = ReadExpectations(root["expectations"]);
  if (!root["exemptions"].Elements().empty()) {
    root["exemptions"].AddError("are not supported yet; annotate the objects instead");
  }
  return config;
}

bool IsEmpty(const json::Document& document) {
  const json::Value& root = document.root();
  return root.kind() == json::Value::Kind::kObject && root.Members().empty();
}

}  // namespace

Result<Config> ReadConfig(std::string text, std::string_view file_name) {
  const json::Format format = json::FormatOf(file_name, text);
  const auto documents = json::Parse(std::move(text), format);
  if (!documents) return tl::unexpected(json::ToError(documents.error(), file_name));
  if (documents->size() > 1) {
    return InvalidArgument(std::string(file_name) + ": holds " + std::to_string(documents->size()) +
                           " documents; a config file is one");
  }
  if (documents->empty() || IsEmpty(documents->front())) return Config{};
  json::Errors errors;
  const Field root(documents->front(), errors);
  Config config;
  if (document::CheckIdentity(root, "PortcullisConfig")) config = ReadRoot(root);
  if (const Status status = errors.ToStatus(file_name); !status) {
    return tl::unexpected(status.error());
  }
  return config;
}

}  // namespace portcullis::config
