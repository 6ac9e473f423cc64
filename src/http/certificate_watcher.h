#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/file_watcher.h"
#include "base/result.h"
#include "http/certificate.h"

namespace portcullis::http {

// Where a certificate is kept, such as the files of a mounted Secret of type kubernetes.io/tls.
struct CertificateFiles {
  std::string chain;
  std::string private_key;
  std::string client_ca;  // empty: none
};

// kNotFound: a file cannot be read; otherwise as Certificate::Parse.
Result<std::shared_ptr<const Certificate>> LoadCertificate(const CertificateFiles& files);

// Serves the certificate in `files` and replaces it when they change. What cannot be loaded, such
// as a new chain whose key is not written yet, is refused, and the last good one keeps serving; the
// write that completes the pair is the next change. Thread-safe.
class CertificateWatcher {
 public:
  // Told of each attempt to load again, on the watcher's thread.
  using OnReload = std::function<void(const Result<std::shared_ptr<const Certificate>>&)>;

  // Fails as LoadCertificate if there is no good certificate to begin with.
  static Result<std::unique_ptr<CertificateWatcher>> Make(
      CertificateFiles files, OnReload on_reload,
      std::chrono::milliseconds interval = std::chrono::seconds(1));

  const ServingCertificate& serving() const { return serving_; }

 private:
  CertificateWatcher(CertificateFiles files, FileSet file_set,
                     std::shared_ptr<const Certificate> certificate, OnReload on_reload,
                     std::chrono::milliseconds interval);

  void Reload();

  const CertificateFiles files_;
  const OnReload on_reload_;
  ServingCertificate serving_;
  FileWatcher watcher_;  // last: its thread uses the others
};

}  // namespace portcullis::http
