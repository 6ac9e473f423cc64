#include "http/system_authorities.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace portcullis::http {

std::string SystemAuthoritiesFile() {
  // A client may have set it to nothing for OpenSSL; see Client::kEnvironment.
  const char* const chosen = std::getenv("SSL_CERT_FILE");
  if (chosen != nullptr && std::string_view(chosen) != "/dev/null") return chosen;
  for (const char* const path : {
           "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Alpine, distroless
           "/etc/pki/tls/certs/ca-bundle.crt",    // Red Hat, TencentOS
           "/etc/ssl/ca-bundle.pem",              // SUSE
       }) {
    if (::access(path, R_OK) == 0) return path;
  }
  return "";
}

}  // namespace portcullis::http
