#include "config/config_reader.h"

#include <string>
#include <utility>

#include "config/exemptions_reader.h"
#include "config/expectations_reader.h"
#include "config/facts_source_reader.h"
#include "config/shape.h"
#include "config/words.h"
#include "document/identity.h"
#include "document/words.h"
#include "json/field.h"
#include "json/reader.h"
#include "policy/check.h"

namespace portcullis::config {
namespace {

using json::Field;

// The ids of the checks for which `deny` may be set, for a message.
std::string DeniableChecks() {
  std::string ids;
  for (const policy::Check& check : policy::AllChecks()) {
    if (check.may_deny) ids += (ids.empty() ? "" : ", ") + std::string(check.id);
  }
  return ids;
}

policy::CheckSettings ReadCheck(const Field& field, const policy::Check& check) {
  policy::CheckSettings settings;
  document::ReadWord(field["action"], kActions, settings.action);
  document::ReadWord(field["severity"], kSeverities, settings.severity);
  settings.exemptible = field["exemptible"].Bool();
  if (settings.action == policy::Action::kDeny && !check.may_deny) {
    field["action"].AddError(
        "no change at admission brings this finding about, so none can be "
        "denied; use off, audit or warn (deny is for " +
        DeniableChecks() + ")");
  }
  return settings;
}

void ReadChecks(const Field& field, policy::Settings& settings) {
  for (const Field& member : field.Members()) {
    if (const policy::Check* check = policy::FindCheck(member.key())) {
      settings.checks.emplace(member.key(), ReadCheck(member, *check));
    }
  }
}

Config ReadRoot(const Field& root) {
  Config config;
  CheckShape(root, ConfigShape());
  document::ReadWord(root["language"], kLanguages, config.settings.language);
  config.facts = ReadFactsSource(root["facts"]);
  ReadChecks(root["checks"], config.settings);
  config.settings.expectations = ReadExpectations(root["expectations"]);
  config.settings.exemptions = ReadExemptions(root["exemptions"]);
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

Result<std::string> FactsFile(const Config& config, std::string_view config_file,
                              const std::string& flag) {
  if (!flag.empty()) return flag;
  if (config.facts.kind == FactsSource::Kind::kTencentCloud) {
    return InvalidArgument(std::string(config_file) +
                           ": facts.source: this version has no live source, so tencentcloud cannot "
                           "be asked; use file, or --facts FILE");
  }
  return config.facts.path;
}

}  // namespace portcullis::config
