#include "http/certificate.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "http/openssl_ptr.h"
#include "http/pem.h"

namespace portcullis::http {
namespace {

constexpr long kHour = 3600;

// TLS 1.2 only; the 1.3 suites are all of this kind.
constexpr char kCiphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::chrono::system_clock::time_point TimePoint(const ASN1_TIME* time) {
  std::tm calendar{};
  ASN1_TIME_to_tm(time, &calendar);
  return std::chrono::system_clock::from_time_t(::timegm(&calendar));
}

int SelectHttp11(SSL*, const unsigned char** selected, unsigned char* selected_size,
                 const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  unsigned char* choice = nullptr;
  if (SSL_select_next_proto(&choice, selected_size, kHttp11, sizeof(kHttp11) - 1, offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;  // RFC 7301 section 3.2
  }
  *selected = choice;
  return SSL_TLSEXT_ERR_OK;
}

void Harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, kCiphers);
  SSL_CTX_set_options(
      context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_alpn_select_cb(context, SelectHttp11, nullptr);
  // Sessions live in the clients' tickets; a cache would only grow.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  // One read(2) may fetch several records, and a waiting connection holds no record buffers.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
}

Status RequireClientCertificates(SSL_CTX* context, const std::string& client_ca) {
  const auto authorities = ParseCertificates(client_ca, "client CA");
  if (!authorities) return tl::unexpected(authorities.error());
  for (const X509Ptr& authority : *authorities) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1 ||
        SSL_CTX_add_client_CA(context, authority.get()) != 1) {
      return Refused("client CA cannot be used");
    }
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  // Without it OpenSSL refuses to resume a session that had a client certificate.
  static constexpr unsigned char kSessionContext[] = "portcullis";
  SSL_CTX_set_session_id_context(context, kSessionContext, sizeof(kSessionContext) - 1);
  return {};
}

Status AddExtension(X509* certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const X509ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return Refused(std::string("certificate extension ") + value);
  }
  return {};
}

std::string Text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

void Certificate::ContextDeleter::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<std::shared_ptr<const Certificate>> Certificate::Parse(const CertificatePem& pem) {
  ERR_clear_error();
  Context context(SSL_CTX_new(TLS_server_method()));
  if (!context) return Refused("TLS is not available");
  Harden(context.get());

  const auto chain = ParseCertificates(pem.chain, "certificate chain");
  if (!chain) return tl::unexpected(chain.error());
  const auto key = ParsePrivateKey(pem.private_key);
  if (!key) return tl::unexpected(key.error());

  const X509Ptr& leaf = chain->front();
  if (SSL_CTX_use_certificate(context.get(), leaf.get()) != 1) {
    return Refused("certificate cannot be used");
  }
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context.get(), (*chain)[i].get()) != 1) {
      return Refused("certificate chain cannot be used");
    }
  }
  if (SSL_CTX_use_PrivateKey(context.get(), key->get()) != 1) {
    return Refused("private key does not belong to the certificate");
  }
  if (!pem.client_ca.empty()) {
    if (const Status status = RequireClientCertificates(context.get(), pem.client_ca); !status) {
      return tl::unexpected(status.error());
    }
  }
  return std::shared_ptr<const Certificate>(
      new Certificate(std::move(context), TimePoint(X509_get0_notBefore(leaf.get())),
                      TimePoint(X509_get0_notAfter(leaf.get()))));
}

Result<CertificatePem> MakeThrowAwayCertificate() {
  ERR_clear_error();
  const PkeyPtr key(EVP_EC_gen("P-256"));
  const X509Ptr certificate(X509_new());
  if (!key || !certificate) return Refused("no key could be made");

  X509* x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  // Random, so that a client that remembers an earlier one does not take the two for the same.
  const std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>> serial(BN_new());
  BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509));
  X509_gmtime_adj(X509_getm_notBefore(x509), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(x509), 24 * kHour);
  X509_NAME* name = X509_get_subject_name(x509);
  static constexpr unsigned char kName[] = "portcullis throw-away";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName, -1, -1, 0);
  X509_set_issuer_name(x509, name);
  X509_set_pubkey(x509, key.get());

  constexpr std::pair<int, const char*> kExtensions[] = {
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_subject_key_identifier, "hash"},
      {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"},
  };
  for (const auto& [id, value] : kExtensions) {
    if (const Status status = AddExtension(x509, id, value); !status) {
      return tl::unexpected(status.error());
    }
  }
  if (X509_sign(x509, key.get(), EVP_sha256()) == 0) return Refused("certificate not signed");

  const BioPtr chain_bio(BIO_new(BIO_s_mem()));
  const BioPtr key_bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(chain_bio.get(), x509) != 1 ||
      PEM_write_bio_PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    return Refused("certificate not written");
  }
  return CertificatePem{Text(chain_bio.get()), Text(key_bio.get()), ""};
}

}  // namespace portcullis::http
