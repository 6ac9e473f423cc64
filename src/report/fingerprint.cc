#include "report/fingerprint.h"

#include <openssl/sha.h>

#include <array>
#include <string_view>

namespace portcullis::report {

std::string Fingerprint(const policy::Finding& finding) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::size_t kBytes = 8;
  const std::string identity = finding.Identity();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(identity.data()), identity.size(), digest.data());
  std::string text;
  for (std::size_t i = 0; i < kBytes; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 0xF];
  }
  return text;
}

}  // namespace portcullis::report
