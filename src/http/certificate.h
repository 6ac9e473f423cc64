#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/mutex.h"
#include "base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace portcullis::http {

// What a TLS server shows and whom it lets in, as PEM text.
struct CertificatePem {
  std::string chain;  // leaf first
  std::string private_key;
  std::string client_ca;  // not empty: clients must show a certificate signed by one of these
};

// A certificate chain with its key, ready to serve: TLS 1.2 and 1.3, forward secrecy and
// authenticated encryption only, HTTP/1.1 by ALPN. Immutable, so one is shared by all connections
// that it opened.
class Certificate {
 public:
  // kInvalidArgument: a part is missing or not PEM, the key is encrypted or belongs to another
  // certificate (as between the two writes of a rotation). A certificate out of its time is
  // accepted: clocks differ, and it is for the reader of `not_after` to warn.
  static Result<std::shared_ptr<const Certificate>> Parse(const CertificatePem& pem);

  std::chrono::system_clock::time_point not_before() const { return not_before_; }
  std::chrono::system_clock::time_point not_after() const { return not_after_; }

  // Borrowed; a connection made from it keeps what it needs.
  ssl_ctx_st* context() const { return context_.get(); }

 private:
  struct ContextDeleter {
    void operator()(ssl_ctx_st* context) const;
  };
  using Context = std::unique_ptr<ssl_ctx_st, ContextDeleter>;

  Certificate(Context context, std::chrono::system_clock::time_point not_before,
              std::chrono::system_clock::time_point not_after)
      : context_(std::move(context)), not_before_(not_before), not_after_(not_after) {}

  Context context_;
  std::chrono::system_clock::time_point not_before_;
  std::chrono::system_clock::time_point not_after_;
};

// A self-signed certificate for a desk, made in memory: P-256, valid from an hour ago for a day,
// for localhost, 127.0.0.1 and ::1.
Result<CertificatePem> MakeThrowAwayCertificate();

// The certificate that new connections get; open ones carry on with theirs. Thread-safe.
class ServingCertificate {
 public:
  explicit ServingCertificate(std::shared_ptr<const Certificate> certificate)
      : certificate_(std::move(certificate)) {}

  std::shared_ptr<const Certificate> Get() const {
    const MutexLock lock(mutex_);
    return certificate_;
  }

  void Replace(std::shared_ptr<const Certificate> certificate) {
    const MutexLock lock(mutex_);
    certificate_.swap(certificate);
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const Certificate> certificate_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::http
