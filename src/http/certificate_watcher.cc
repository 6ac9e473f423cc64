#include "http/certificate_watcher.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace portcullis::http {
namespace {

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return MakeError(Error::Code::kNotFound, "read " + path + ": " + std::strerror(errno));
  }
  return text;
}

std::vector<std::string> Paths(const CertificateFiles& files) {
  std::vector<std::string> paths = {files.chain, files.private_key};
  if (!files.client_ca.empty()) paths.push_back(files.client_ca);
  return paths;
}

}  // namespace

Result<std::shared_ptr<const Certificate>> LoadCertificate(const CertificateFiles& files) {
  CertificatePem pem;
  const std::pair<const std::string&, std::string&> parts[] = {
      {files.chain, pem.chain},
      {files.private_key, pem.private_key},
      {files.client_ca, pem.client_ca},
  };
  for (const auto& [path, text] : parts) {
    if (path.empty()) continue;
    auto content = ReadFile(path);
    if (!content) return tl::unexpected(std::move(content.error()));
    text = std::move(*content);
  }
  if (!files.client_ca.empty() && pem.client_ca.empty()) {
    // Parse would take the empty text for "no client certificates asked for".
    return InvalidArgument(files.client_ca + " is empty, a PEM certificate is needed");
  }
  auto certificate = Certificate::Parse(pem);
  if (!certificate) {
    return InvalidArgument(files.chain + ", " + files.private_key + ": " +
                           certificate.error().message);
  }
  return certificate;
}

Result<std::unique_ptr<CertificateWatcher>> CertificateWatcher::Make(
    CertificateFiles files, OnReload on_reload, std::chrono::milliseconds interval) {
  FileSet file_set(Paths(files));  // before the load, so that no change is missed
  auto certificate = LoadCertificate(files);
  if (!certificate) return tl::unexpected(std::move(certificate.error()));
  return std::unique_ptr<CertificateWatcher>(
      new CertificateWatcher(std::move(files), std::move(file_set), std::move(*certificate),
                             std::move(on_reload), interval));
}

CertificateWatcher::CertificateWatcher(CertificateFiles files, FileSet file_set,
                                       std::shared_ptr<const Certificate> certificate,
                                       OnReload on_reload, std::chrono::milliseconds interval)
    : files_(std::move(files)),
      on_reload_(std::move(on_reload)),
      serving_(std::move(certificate)),
      watcher_(std::move(file_set), interval, [this] { Reload(); }) {}

void CertificateWatcher::Reload() {
  const auto certificate = LoadCertificate(files_);
  if (certificate) serving_.Replace(*certificate);
  on_reload_(certificate);
}

}  // namespace portcullis::http
