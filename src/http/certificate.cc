#include "http/certificate.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "http/openssl_ptr.h"
#include "http/pem.h"
#include "http/x509.h"

namespace portcullis::http {
namespace {

// TLS 1.2 only; the 1.3 suites are all of this kind.
constexpr char kCiphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

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
      new Certificate(std::move(context), NotBefore(leaf.get()), NotAfter(leaf.get())));
}

Result<CertificatePem> MakeThrowAwayCertificate() {
  const auto key = MakeKey();
  if (!key) return tl::unexpected(key.error());
  const auto now = std::chrono::system_clock::now();
  const auto certificate = MakeCertificate(
      {.common_name = "portcullis throw-away",
       .not_before = now - std::chrono::hours(1),
       .not_after = now + std::chrono::hours(24),
       .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                      {NID_key_usage, "critical,digitalSignature"},
                      {NID_subject_key_identifier, "hash"},
                      {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"}}},
      key->get());
  if (!certificate) return tl::unexpected(certificate.error());
  return CertificatePem{ToPem(certificate->get()), ToPem(key->get()), ""};
}

}  // namespace portcullis::http
