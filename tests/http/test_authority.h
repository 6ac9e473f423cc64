#pragma once

#include <string>

#include "http/certificate.h"
#include "http/openssl_ptr.h"

namespace portcullis::http {

// A certificate authority that lives as long as a test.
class TestAuthority {
 public:
  TestAuthority();

  std::string pem() const;

  // `alternative_names` as OpenSSL's config has them, such as "DNS:localhost,IP:127.0.0.1"; empty:
  // none.
  CertificatePem Issue(const std::string& common_name, const std::string& alternative_names) const;

 private:
  PkeyPtr key_;
  X509Ptr certificate_;
};

}  // namespace portcullis::http
