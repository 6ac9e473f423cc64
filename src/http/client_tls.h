#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "http/openssl_ptr.h"

namespace portcullis::http {

// Whom a TLS client trusts and what it shows. Certificates and the key are PEM text.
struct ClientPem {
  std::string authorities = {};  // not empty, unless verification is skipped
  std::string certificate = {};  // leaf first; empty: none is shown
  std::string private_key = {};
  bool skips_verification = false;  // whatever the server shows is accepted

  bool operator==(const ClientPem&) const = default;
};

// The TLS side of a client's connections to one server: TLS 1.2 and 1.3; the authorities given and
// no other, each of them an anchor by itself, as Go's clients have it; the server's name or address
// among the subject alternative names, never its common name. Parsed once. Thread-safe.
class ClientTls {
 public:
  // `server` is the name or the address that the server's certificate must be for.
  // kInvalidArgument: there are no authorities, a part is not PEM, or the key belongs to another
  // certificate.
  static Result<std::shared_ptr<ClientTls>> Make(const ClientPem& pem, const std::string& server);

  bool server_is_address() const { return server_is_address_; }

  // Makes a new context of OpenSSL's the way that is said above, whatever it trusted before.
  // REQUIRES: this outlives every connection made from the context.
  void Configure(SSL_CTX* context);

  // Why the last certificate that was refused was refused, such as "hostname mismatch"; "" if none
  // was.
  std::string refusal() const;

 private:
  using StorePtr = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;

  ClientTls() = default;

  static void NoteAlert(const SSL* connection, int where, int value);

  std::string server_;
  bool server_is_address_ = false;
  StorePtr authorities_;  // null: not verified
  std::vector<X509Ptr> chain_;
  PkeyPtr key_;

  mutable Mutex mutex_;
  long refusal_ GUARDED_BY(mutex_) = X509_V_OK;
};

}  // namespace portcullis::http
