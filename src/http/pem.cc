#include "http/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <utility>

namespace portcullis::http {
namespace {

BioPtr MemoryBio(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// OpenSSL's own callback would ask for the passphrase on the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

}  // namespace

tl::unexpected<Error> Refused(std::string what) {
  if (const char* reason = ERR_reason_error_string(ERR_peek_last_error())) {
    what.append(": ").append(reason);
  }
  ERR_clear_error();
  return InvalidArgument(std::move(what));
}

Result<std::vector<X509Ptr>> ParseCertificates(std::string_view pem, const std::string& what) {
  std::vector<X509Ptr> certificates;
  const BioPtr bio = MemoryBio(pem);
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)) {
    certificates.emplace_back(next);
  }
  // The end of the text is reported as a missing start line.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (!at_end || certificates.empty()) return Refused(what + " is no PEM certificate");
  ERR_clear_error();
  return certificates;
}

Result<PkeyPtr> ParsePrivateKey(std::string_view pem) {
  const BioPtr bio = MemoryBio(pem);
  PkeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (!key) return Refused("private key is no unencrypted PEM key");
  return key;
}

}  // namespace portcullis::http
