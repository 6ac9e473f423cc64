#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "certificates/authority.h"
#include "json/document.h"

namespace portcullis::certificates {

// What replicas share: the authorities that clients trust, the newest first, whose key is there
// too, and the certificate to serve. A part that is not there yet is empty.
struct CertificateSet {
  std::string authorities;    // ca.crt
  std::string authority_key;  // ca.key
  KeyPair leaf;               // tls.crt, tls.key

  friend bool operator==(const CertificateSet&, const CertificateSet&) = default;
};

// A Secret of core/v1 that holds a set, as the API server gave it. Immutable.
class CertificateSecret {
 public:
  static std::string Path(std::string_view namespace_name);  // of all of a namespace
  static std::string Path(std::string_view namespace_name, std::string_view name);

  // The JSON of a new one, of type kubernetes.io/tls.
  static std::string Make(std::string_view namespace_name, std::string_view name,
                          const CertificateSet& set);

  // kInvalidArgument: no JSON, or fields of wrong types. Data that is no base64 is taken for
  // missing.
  static Result<CertificateSecret> Parse(std::string text);

  const CertificateSet& set() const { return set_; }

  // The JSON of the same object with another set; all else is kept, its resourceVersion too.
  std::string With(const CertificateSet& set) const;

 private:
  CertificateSecret(json::Document document, CertificateSet set)
      : document_(std::move(document)), set_(std::move(set)) {}

  json::Document document_;
  CertificateSet set_;
};

}  // namespace portcullis::certificates
