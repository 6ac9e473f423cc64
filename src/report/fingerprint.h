#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "policy/finding.h"

namespace portcullis::report {

// The first 64 bits of a text's SHA-256, and how they are written: 16 hex digits.
std::uint64_t ShortDigest(std::string_view text);
std::string ToHex(std::uint64_t digest);

// What names a finding for baselines, SARIF and reports: the first 16 hex digits of the SHA-256 of its
// identity.
std::string Fingerprint(const policy::Finding& finding);

}  // namespace portcullis::report
