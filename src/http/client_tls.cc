#include "http/client_tls.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <utility>

#include "http/pem.h"

namespace portcullis::http {
namespace {

// Where a context keeps its ClientTls. Not the first place, the "app data": that one is Asio's.
int ContextIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

bool IsAddress(const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

}  // namespace

Result<std::shared_ptr<ClientTls>> ClientTls::Make(const ClientPem& pem,
                                                   const std::string& server) {
  std::shared_ptr<ClientTls> tls(new ClientTls);
  tls->server_ = server;
  tls->server_is_address_ = IsAddress(server);
  if (!pem.skips_verification) {
    const auto authorities = ParseCertificates(pem.authorities, "certificate authority");
    if (!authorities) return tl::unexpected(authorities.error());
    tls->authorities_.reset(X509_STORE_new());
    X509_STORE_set_flags(tls->authorities_.get(), X509_V_FLAG_PARTIAL_CHAIN);
    for (const X509Ptr& authority : *authorities) {
      if (X509_STORE_add_cert(tls->authorities_.get(), authority.get()) != 1) {
        return Refused("certificate authority cannot be used");
      }
    }
  }
  if (!pem.certificate.empty()) {
    auto chain = ParseCertificates(pem.certificate, "client certificate");
    if (!chain) return tl::unexpected(chain.error());
    auto key = ParsePrivateKey(pem.private_key);
    if (!key) return tl::unexpected(key.error());
    if (X509_check_private_key(chain->front().get(), key->get()) != 1) {
      return Refused("private key does not belong to the client certificate");
    }
    tls->chain_ = std::move(*chain);
    tls->key_ = std::move(*key);
  }
  return tls;
}

void ClientTls::Configure(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  if (authorities_) {
    SSL_CTX_set1_cert_store(context, authorities_.get());
    X509_VERIFY_PARAM* const expected = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(
        expected, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (server_is_address_) {
      X509_VERIFY_PARAM_set1_ip_asc(expected, server_.c_str());
    } else {
      X509_VERIFY_PARAM_set1_host(expected, server_.c_str(), 0);
    }
  }
  if (key_) {
    SSL_CTX_use_certificate(context, chain_.front().get());
    for (std::size_t i = 1; i < chain_.size(); ++i) {
      SSL_CTX_add1_chain_cert(context, chain_[i].get());
    }
    SSL_CTX_use_PrivateKey(context, key_.get());
  }
  SSL_CTX_set_ex_data(context, ContextIndex(), this);
  SSL_CTX_set_info_callback(context, NoteAlert);
}

std::string ClientTls::refusal() const {
  const MutexLock lock(mutex_);
  return refusal_ == X509_V_OK ? "" : X509_verify_cert_error_string(refusal_);
}

// The result of a verification is known where the alert about it is written, and nowhere later: the
// library reports no more than that it failed.
void ClientTls::NoteAlert(const SSL* connection, int where, int /*value*/) {
  if (where != SSL_CB_WRITE_ALERT) return;
  const long result = SSL_get_verify_result(connection);
  auto* const tls =
      static_cast<ClientTls*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), ContextIndex()));
  if (result == X509_V_OK || tls == nullptr) return;
  const MutexLock lock(tls->mutex_);
  tls->refusal_ = result;
}

}  // namespace portcullis::http
