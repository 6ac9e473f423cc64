#pragma once

#include <string>

namespace portcullis::http {

// The file with the authorities that this machine trusts, PEM: the one that SSL_CERT_FILE names,
// else the first that is there of those where distributions keep it; "" if none is.
std::string SystemAuthoritiesFile();

}  // namespace portcullis::http
