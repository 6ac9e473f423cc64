#include "http/x509.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "http/pem.h"

namespace portcullis::http {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

TimePoint ToTimePoint(const ASN1_TIME* time) {
  std::tm calendar{};
  ASN1_TIME_to_tm(time, &calendar);
  return std::chrono::system_clock::from_time_t(::timegm(&calendar));
}

Status AddExtension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const X509ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return Refused("certificate extension " + value);
  }
  return {};
}

// Writing to memory fails only without memory.
template <typename Write>
std::string Text(Write write) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  write(bio.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<PkeyPtr> MakeKey() {
  ERR_clear_error();
  PkeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return Refused("no key could be made");
  return key;
}

Result<X509Ptr> MakeCertificate(const CertificateContent& content, EVP_PKEY* key,
                                const Issuer* issuer) {
  ERR_clear_error();
  X509Ptr certificate(X509_new());
  const std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>> serial(BN_new());
  if (!certificate || !serial) return Refused("no certificate could be made");

  X509* x509 = certificate.get();
  X509* issuing = issuer == nullptr ? x509 : issuer->certificate;
  X509_set_version(x509, X509_VERSION_3);
  BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509));
  ASN1_TIME_set(X509_getm_notBefore(x509),
                std::chrono::system_clock::to_time_t(content.not_before));
  ASN1_TIME_set(X509_getm_notAfter(x509), std::chrono::system_clock::to_time_t(content.not_after));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(content.common_name.c_str()),
                             -1, -1, 0);
  X509_set_issuer_name(x509, X509_get_subject_name(issuing));
  X509_set_pubkey(x509, key);
  for (const auto& [id, value] : content.extensions) {
    if (Status status = AddExtension(x509, issuing, id, value); !status) {
      return tl::unexpected(std::move(status.error()));
    }
  }
  if (X509_sign(x509, issuer == nullptr ? key : issuer->key, EVP_sha256()) == 0) {
    return Refused("certificate not signed");
  }
  return certificate;
}

std::string ToPem(X509* certificate) {
  return Text([certificate](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
}

std::string ToPem(EVP_PKEY* key) {
  return Text([key](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

TimePoint NotBefore(const X509* certificate) {
  return ToTimePoint(X509_get0_notBefore(certificate));
}

TimePoint NotAfter(const X509* certificate) { return ToTimePoint(X509_get0_notAfter(certificate)); }

}  // namespace portcullis::http
