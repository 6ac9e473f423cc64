#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "policy/finding.h"

namespace portcullis::cli {

struct CheckOptions {
  std::vector<std::string> manifests;  // files, folders, or "-"; none: the facts themselves
  std::string facts;
  std::string config;
  bool all = false;  // manifests and the facts themselves
  // The least severity that counts; nothing: none does.
  std::optional<policy::Severity> fail_on = policy::Severity::kMedium;
  bool strict = false;  // what could not be judged is a failure
  bool json = false;
  ColorMode color = ColorMode::kAuto;
};

// `portcullis check`. Returns kExitFindings if a finding counts, kExitFailure if it could not do the
// job, which wins.
int RunCheck(const CheckOptions& options);

}  // namespace portcullis::cli
