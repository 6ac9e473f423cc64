#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/certificate.h"
#include "http/openssl_ptr.h"

namespace portcullis::http {

// A client that sends exactly the bytes it is told to. Waits no longer than ten seconds for
// anything, and then behaves as if the server had closed.
class RawClient {
 public:
  struct Tls {
    int max_version = 0;  // 0: the newest
    std::string alpn = {};
    std::optional<CertificatePem> certificate = {};
    std::string first_bytes = {};  // sent in one segment with the end of the handshake
  };
  struct Answer {
    int status = 0;  // 0: none came
    std::string head;
    std::string body;
  };

  // TCP only.
  explicit RawClient(std::uint16_t port, const std::string& host = "127.0.0.1");
  // With TLS, if the handshake succeeds.
  RawClient(std::uint16_t port, const Tls& tls);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  std::string alpn() const;
  std::string server_certificate() const;  // PEM

  // False: the server has closed.
  bool Send(std::string_view bytes);
  // With TLS: one record each, all in one segment.
  void SendTogether(std::initializer_list<std::string_view> records);
  // One answer; to a HEAD there is no body.
  Answer Receive(bool head_only = false);
  // Whether something can be read, or the server has closed, within that time.
  bool Readable(std::chrono::milliseconds within) const;
  // What comes until the server closes.
  std::string ReceiveAll();
  // Resets the connection instead of closing it.
  void Abort();

  Answer Call(std::string_view bytes) {
    Send(bytes);
    return Receive();
  }

 private:
  bool Handshake(const std::string& first_bytes);
  bool ReadSome();

  int socket_ = -1;
  bool connected_ = false;
  std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>> context_;
  SslPtr ssl_;
  std::string received_;
};

}  // namespace portcullis::http
