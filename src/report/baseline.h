#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/finding.h"

namespace portcullis::report {

// The findings of an earlier answer of `check -o json`, by fingerprint: what is known already, so that
// only what is new counts. Those that were exempted then are not among them, since they count once
// their exemption ends. Immutable.
class Baseline {
 public:
  // The error names file, line and field.
  static Result<Baseline> Read(std::string text, std::string_view file_name);

  bool Contains(const policy::Finding& finding) const;

 private:
  std::set<std::string, std::less<>> fingerprints_;
};

}  // namespace portcullis::report
