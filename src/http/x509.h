#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/openssl_ptr.h"

// Making X.509 certificates: RFC 5280, keys on the curve P-256, random serial numbers of 127 bits,
// so that a client that remembers an earlier certificate does not take the two for the same.
namespace portcullis::http {

struct CertificateContent {
  std::string common_name;
  std::chrono::system_clock::time_point not_before;
  std::chrono::system_clock::time_point not_after;
  std::vector<std::pair<int, std::string>> extensions;  // NID, and text as OpenSSL's config has it
};

struct Issuer {
  X509* certificate;
  EVP_PKEY* key;
};

Result<PkeyPtr> MakeKey();

// Signed by `issuer`; null: by itself.
Result<X509Ptr> MakeCertificate(const CertificateContent& content, EVP_PKEY* key,
                                const Issuer* issuer = nullptr);

std::string ToPem(X509* certificate);
std::string ToPem(EVP_PKEY* key);  // not encrypted

std::chrono::system_clock::time_point NotBefore(const X509* certificate);
std::chrono::system_clock::time_point NotAfter(const X509* certificate);

}  // namespace portcullis::http
