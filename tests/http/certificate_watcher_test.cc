#include "http/certificate_watcher.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>

namespace portcullis::http {
namespace {

namespace fs = std::filesystem;

// A directory with a certificate in it, as cert-manager's Secret is mounted.
class MountedSecret {
 public:
  MountedSecret() {
    std::string name = (fs::temp_directory_path() / "portcullis-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~MountedSecret() { fs::remove_all(path_); }

  CertificateFiles files() const { return {path_ / "tls.crt", path_ / "tls.key", ""}; }
  void WriteChain(const CertificatePem& pem) const { Write("tls.crt", pem.chain); }
  void WriteKey(const CertificatePem& pem) const { Write("tls.key", pem.private_key); }

 private:
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / "next") << text;
    fs::rename(path_ / "next", path_ / name);
  }

  fs::path path_;
};

// Hands on the outcome of one reload.
class NextReload {
 public:
  CertificateWatcher::OnReload callback() {
    return [this](const auto& certificate) {
      outcome_.set_value(certificate ? "" : certificate.error().message);
    };
  }

  // Empty: loaded. Otherwise why not.
  std::string Wait() {
    auto future = outcome_.get_future();
    REQUIRE(future.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    std::string message = future.get();
    outcome_ = {};
    return message;
  }

 private:
  std::promise<std::string> outcome_;
};

TEST_CASE("a rotation is served once both files are there, and the old one until then") {
  const MountedSecret secret;
  const CertificatePem first = MakeThrowAwayCertificate().value();
  const CertificatePem second = MakeThrowAwayCertificate().value();
  secret.WriteChain(first);
  secret.WriteKey(first);

  NextReload reload;
  const auto watcher =
      CertificateWatcher::Make(secret.files(), reload.callback(), std::chrono::milliseconds(1))
          .value();
  const auto before = watcher->serving().Get();

  secret.WriteChain(second);
  CHECK(reload.Wait() ==
        secret.files().chain + ", " + secret.files().private_key +
            ": private key does not belong to the certificate: key values mismatch");
  CHECK(watcher->serving().Get() == before);

  secret.WriteKey(second);
  CHECK(reload.Wait() == "");
  CHECK(watcher->serving().Get() != before);
}

TEST_CASE("without a certificate to begin with there is no watcher") {
  const MountedSecret secret;
  secret.WriteChain(MakeThrowAwayCertificate().value());
  const auto watcher = CertificateWatcher::Make(secret.files(), [](const auto&) {});
  REQUIRE_FALSE(watcher.has_value());
  CHECK(watcher.error().code == Error::Code::kNotFound);
  CHECK(watcher.error().message ==
        "read " + secret.files().private_key + ": No such file or directory");
}

TEST_CASE("an empty client CA file does not open the door") {
  const MountedSecret secret;
  const CertificatePem pem = MakeThrowAwayCertificate().value();
  secret.WriteChain(pem);
  secret.WriteKey(pem);
  CertificateFiles files = secret.files();
  files.client_ca = "/dev/null";
  const auto certificate = LoadCertificate(files);
  REQUIRE_FALSE(certificate.has_value());
  CHECK(certificate.error().message == "/dev/null is empty, a PEM certificate is needed");
}

}  // namespace
}  // namespace portcullis::http
