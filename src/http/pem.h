#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/result.h"
#include "http/openssl_ptr.h"

// Certificates and keys out of PEM text. RFC 7468.
namespace portcullis::http {

// kInvalidArgument made of `what` and OpenSSL's own reason, whose queue is left empty.
tl::unexpected<Error> Refused(std::string what);

// At least one. `what` is what the text is, for the error.
Result<std::vector<X509Ptr>> ParseCertificates(std::string_view pem, const std::string& what);

// Never asks for a passphrase: an encrypted key is an error.
Result<PkeyPtr> ParsePrivateKey(std::string_view pem);

}  // namespace portcullis::http
