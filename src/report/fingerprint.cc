#include "report/fingerprint.h"

#include <openssl/sha.h>

#include <array>

namespace portcullis::report {

std::uint64_t ShortDigest(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < sizeof first; ++i) first = first << 8 | digest[i];
  return first;
}

std::string ToHex(std::uint64_t digest) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kHex[(digest >> shift) & 0xF];
  return text;
}

std::string Fingerprint(const policy::Finding& finding) {
  return ToHex(ShortDigest(finding.Identity()));
}

}  // namespace portcullis::report
