#pragma once

#include <string>

#include "policy/finding.h"

namespace portcullis::report {

// What names a finding for baselines, SARIF and reports: the first 16 hex digits of the SHA-256 of its
// identity.
std::string Fingerprint(const policy::Finding& finding);

}  // namespace portcullis::report
