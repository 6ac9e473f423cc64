#include "tests/http/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace portcullis::http {
namespace {

// OpenSSL writes with write(2); the signal that is held back ends with its thread.
void BlockBrokenPipe() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

int Listen() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  ::listen(socket, 16);
  return socket;
}

std::size_t ContentLength(const std::string& head) {
  static constexpr std::string_view kName = "\r\nContent-Length:";
  const std::size_t at = head.find(kName);
  return at == std::string::npos
             ? 0
             : static_cast<std::size_t>(std::atol(head.c_str() + at + kName.size()));
}

}  // namespace

Peer::~Peer() {
  if (end_ == End::kReset) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  } else if (ssl_ && end_ == End::kOrderly) {
    SSL_shutdown(ssl_.get());
  }
  ::close(socket_);
}

bool Peer::StartTls(const Certificate& certificate) {
  ssl_.reset(SSL_new(certificate.context()));
  SSL_set_fd(ssl_.get(), socket_);
  return SSL_accept(ssl_.get()) == 1;
}

bool Peer::ReadSome() {
  char buffer[16 * 1024];
  const auto count = ssl_ ? static_cast<ssize_t>(SSL_read(ssl_.get(), buffer, sizeof(buffer)))
                          : ::recv(socket_, buffer, sizeof(buffer), 0);
  if (count <= 0) return false;
  received_.append(buffer, static_cast<std::size_t>(count));
  return true;
}

std::string Peer::ReadRequest() {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadSome()) return "";
  }
  const std::size_t size = end + 4 + ContentLength(received_.substr(0, end + 4));
  while (received_.size() < size) {
    if (!ReadSome()) return "";
  }
  const std::string request = received_.substr(0, size);
  received_.erase(0, size);
  return request;
}

void Peer::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ssl_ ? static_cast<ssize_t>(SSL_write(ssl_.get(), bytes.data(),
                                                             static_cast<int>(bytes.size())))
                            : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool Peer::AwaitClose() {
  do {
    errno = 0;
  } while (ReadSome());
  return errno != EAGAIN;
}

std::string Peer::server_name() const {
  const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

std::string Peer::client_common_name() const {
  const X509Ptr certificate(SSL_get1_peer_certificate(ssl_.get()));
  if (!certificate) return "";
  char name[64] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                            sizeof(name));
  return name;
}

ScriptedServer::ScriptedServer(Script script, std::shared_ptr<const Certificate> certificate)
    : script_(std::move(script)), certificate_(std::move(certificate)), listener_(Listen()) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const MutexLock lock(mutex_);
    for (Peer& peer : peers_) ::shutdown(peer.socket_, SHUT_RDWR);
  }
  threads_.clear();
  ::close(listener_);
}

std::string ScriptedServer::url(const std::string& host) const {
  return (certificate_ ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

int ScriptedServer::connections() const {
  const MutexLock lock(mutex_);
  return connections_;
}

int ScriptedServer::open_connections() const {
  const MutexLock lock(mutex_);
  return static_cast<int>(peers_.size());
}

void ScriptedServer::Accept() {
  BlockBrokenPipe();
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    const MutexLock lock(mutex_);
    const auto peer = peers_.emplace(peers_.end(), socket);
    threads_.emplace_back([this, peer, connection = connections_++] {
      if (!certificate_ || peer->StartTls(*certificate_)) script_(*peer, connection);
      const MutexLock ended(mutex_);
      peers_.erase(peer);
    });
  }
}

std::string HttpAnswer(int status, std::string_view body, std::string_view fields) {
  return "HTTP/1.1 " + std::to_string(status) + " Any\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace portcullis::http
