#include "certificates/authority.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "base/quoted.h"
#include "http/openssl_ptr.h"
#include "http/pem.h"
#include "http/x509.h"

namespace portcullis::certificates {
namespace {

using http::OpensslDeleter;
using http::PkeyPtr;
using http::X509Ptr;
using StorePtr = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, OpensslDeleter<X509_STORE_CTX_free>>;

// Names stand in a list that OpenSSL reads, so one must not be able to end its place there.
bool IsDnsName(std::string_view name) {
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

struct OpenPair {
  X509Ptr certificate;
  PkeyPtr key;
};

// The first certificate of the pair and the key that belongs to it.
Result<OpenPair> Open(const KeyPair& pair, const std::string& what) {
  ERR_clear_error();
  auto certificates = http::ParseCertificates(pair.certificate, what);
  if (!certificates) return tl::unexpected(std::move(certificates.error()));
  auto key = http::ParsePrivateKey(pair.private_key);
  if (!key) return tl::unexpected(std::move(key.error()));
  X509Ptr& first = certificates->front();
  if (X509_check_private_key(first.get(), key->get()) != 1) {
    return http::Refused("private key does not belong to the " + what);
  }
  return OpenPair{std::move(first), *std::move(key)};
}

Status Verify(X509* certificate, std::span<const X509Ptr> trusted, int purpose, TimePoint time) {
  const StorePtr store(X509_STORE_new());
  const StoreContextPtr context(X509_STORE_CTX_new());
  if (!store || !context) return http::Refused("no certificate can be verified");
  for (const X509Ptr& anchor : trusted) X509_STORE_add_cert(store.get(), anchor.get());
  X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr);
  X509_STORE_CTX_set_purpose(context.get(), purpose);
  X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(time));
  // Each certificate of a bundle is an anchor by itself, as Go's clients have it.
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN);
  if (X509_verify_cert(context.get()) == 1) return {};
  ERR_clear_error();
  return InvalidArgument(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
}

}  // namespace

Result<KeyPair> MakeAuthority(TimePoint now) {
  const auto key = http::MakeKey();
  if (!key) return tl::unexpected(key.error());
  const auto certificate =
      http::MakeCertificate({.common_name = "portcullis CA",
                             .not_before = now - kBackdate,
                             .not_after = now + kAuthorityLifetime,
                             .extensions = {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                            {NID_key_usage, "critical,keyCertSign"},
                                            {NID_subject_key_identifier, "hash"}}},
                            key->get());
  if (!certificate) return tl::unexpected(certificate.error());
  return KeyPair{http::ToPem(certificate->get()), http::ToPem(key->get())};
}

Result<KeyPair> IssueLeaf(const KeyPair& authority, std::span<const std::string> dns_names,
                          TimePoint now) {
  std::string names;
  for (const std::string& name : dns_names) {
    if (!IsDnsName(name)) return InvalidArgument(Quoted(name) + " is no DNS name");
    names.append(names.empty() ? "DNS:" : ",DNS:").append(name);
  }
  const auto issuer = Open(authority, "authority");
  if (!issuer) return tl::unexpected(issuer.error());
  const auto key = http::MakeKey();
  if (!key) return tl::unexpected(key.error());
  const http::Issuer signer{issuer->certificate.get(), issuer->key.get()};
  const auto certificate = http::MakeCertificate(
      {.common_name = "portcullis",
       .not_before = now - kBackdate,
       .not_after = std::min<TimePoint>(now + kLeafLifetime, http::NotAfter(signer.certificate)),
       .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                      {NID_key_usage, "critical,digitalSignature"},
                      {NID_ext_key_usage, "serverAuth"},
                      {NID_subject_key_identifier, "hash"},
                      {NID_authority_key_identifier, "keyid:always"},
                      {NID_subject_alt_name, names}}},
      key->get(), &signer);
  if (!certificate) return tl::unexpected(certificate.error());
  return KeyPair{http::ToPem(certificate->get()), http::ToPem(key->get())};
}

Result<Bundle> ParseBundle(std::string_view pem) {
  ERR_clear_error();
  const auto certificates = http::ParseCertificates(pem, "bundle of authorities");
  if (!certificates) return tl::unexpected(certificates.error());
  Bundle bundle;
  for (const X509Ptr& certificate : *certificates) {
    X509* x509 = certificate.get();
    bundle.push_back({http::ToPem(x509), http::NotBefore(x509), http::NotAfter(x509)});
  }
  return bundle;
}

std::string ToPem(const Bundle& bundle) {
  std::string pem;
  for (const AuthorityCertificate& authority : bundle) pem += authority.pem;
  return pem;
}

Status CheckAuthority(const KeyPair& authority, TimePoint time) {
  const auto pair = Open(authority, "authority");
  if (!pair) return tl::unexpected(pair.error());
  X509* certificate = pair->certificate.get();
  if (X509_check_ca(certificate) != 1) return InvalidArgument("the certificate is no authority");
  if (X509_self_signed(certificate, 1) != 1) {
    ERR_clear_error();
    return InvalidArgument("the authority is not signed by itself");
  }
  return Verify(certificate, {&pair->certificate, 1}, X509_PURPOSE_ANY, time);
}

Status CheckLeaf(const KeyPair& leaf, const Bundle& bundle, std::span<const std::string> dns_names,
                 TimePoint time) {
  const auto pair = Open(leaf, "certificate");
  if (!pair) return tl::unexpected(pair.error());
  for (const std::string& name : dns_names) {
    if (X509_check_host(pair->certificate.get(), name.data(), name.size(),
                        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) != 1) {
      return InvalidArgument("the certificate is not for " + name);
    }
  }
  if (bundle.empty()) return InvalidArgument("no authority is trusted");
  const auto trusted = http::ParseCertificates(ToPem(bundle), "bundle of authorities");
  if (!trusted) return tl::unexpected(trusted.error());
  return Verify(pair->certificate.get(), *trusted, X509_PURPOSE_SSL_SERVER, time);
}

}  // namespace portcullis::certificates
