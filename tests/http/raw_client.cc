#include "tests/http/raw_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <ctime>
#include <utility>

namespace portcullis::http {
namespace {

int Connect(std::uint16_t port, const std::string& host) {
  const bool v6 = host.find(':') != std::string::npos;
  const int socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_in);
  if (v6) {
    auto* address = reinterpret_cast<sockaddr_in6*>(&storage);
    address->sin6_family = AF_INET6;
    address->sin6_port = htons(port);
    ::inet_pton(AF_INET6, host.c_str(), &address->sin6_addr);
    size = sizeof(sockaddr_in6);
  } else {
    auto* address = reinterpret_cast<sockaddr_in*>(&storage);
    address->sin_family = AF_INET;
    address->sin_port = htons(port);
    ::inet_pton(AF_INET, host.c_str(), &address->sin_addr);
  }
  if (::connect(socket, reinterpret_cast<sockaddr*>(&storage), size) == 0) return socket;
  ::close(socket);
  return -1;
}

// OpenSSL writes with write(2). Ignoring the signal in the whole process would hide a server that
// does not bear it.
class BrokenPipeBlocked {
 public:
  BrokenPipeBlocked() {
    sigemptyset(&broken_pipe_);
    sigaddset(&broken_pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe_, &before_);
  }
  ~BrokenPipeBlocked() {
    const timespec at_once{};
    while (sigtimedwait(&broken_pipe_, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t broken_pipe_;
  sigset_t before_;
};

void Cork(int socket, bool on) {
  const int value = on ? 1 : 0;
  ::setsockopt(socket, IPPROTO_TCP, TCP_CORK, &value, sizeof(value));
}

}  // namespace

RawClient::RawClient(std::uint16_t port, const std::string& host)
    : socket_(Connect(port, host)), connected_(socket_ >= 0) {}

RawClient::RawClient(std::uint16_t port, const Tls& tls) : RawClient(port) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  if (tls.max_version != 0) {
    SSL_CTX_set_security_level(context_.get(), 0);  // or it would not offer TLS 1.1
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), tls.max_version);
  }
  if (!tls.alpn.empty()) {
    const std::string list = static_cast<char>(tls.alpn.size()) + tls.alpn;
    SSL_CTX_set_alpn_protos(context_.get(), reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
  }
  if (tls.certificate) {
    const BioPtr chain(BIO_new_mem_buf(tls.certificate->chain.data(), -1));
    const BioPtr key(BIO_new_mem_buf(tls.certificate->private_key.data(), -1));
    const X509Ptr x509(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    const PkeyPtr pkey(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
    SSL_CTX_use_certificate(context_.get(), x509.get());
    SSL_CTX_use_PrivateKey(context_.get(), pkey.get());
  }
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_fd(ssl_.get(), socket_);
  connected_ = connected_ && Handshake(tls.first_bytes);
}

bool RawClient::Handshake(const std::string& first_bytes) {
  const BrokenPipeBlocked blocked;
  if (first_bytes.empty()) return SSL_connect(ssl_.get()) == 1;

  const int flags = ::fcntl(socket_, F_GETFL);
  ::fcntl(socket_, F_SETFL, flags | O_NONBLOCK);
  SSL_connect(ssl_.get());  // sends the hello
  Cork(socket_, true);
  while (SSL_connect(ssl_.get()) != 1) {
    if (!Readable(std::chrono::seconds(10))) return false;
  }
  ::fcntl(socket_, F_SETFL, flags);
  Send(first_bytes);
  Cork(socket_, false);
  return true;
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

std::string RawClient::alpn() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string RawClient::server_certificate() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), SSL_get0_peer_certificate(ssl_.get()));
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

bool RawClient::Send(std::string_view bytes) {
  const BrokenPipeBlocked blocked;
  while (!bytes.empty()) {
    const ssize_t sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::SendTogether(std::initializer_list<std::string_view> records) {
  Cork(socket_, true);
  for (const std::string_view record : records) Send(record);
  Cork(socket_, false);
}

bool RawClient::ReadSome() {
  std::array<char, 64 * 1024> buffer;
  const ssize_t size = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                            : ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

RawClient::Answer RawClient::Receive(bool head_only) {
  std::size_t head_end = 0;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadSome()) return {};
  }
  Answer answer;
  answer.head = received_.substr(0, head_end + 2);
  received_.erase(0, head_end + 4);
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);

  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t field = answer.head.find(kLength);
  if (field == std::string::npos || head_only) return answer;
  std::size_t length = 0;
  std::from_chars(answer.head.data() + field + kLength.size(),
                  answer.head.data() + answer.head.size(), length);
  while (received_.size() < length) {
    if (!ReadSome()) return {};
  }
  answer.body = received_.substr(0, length);
  received_.erase(0, length);
  return answer;
}

bool RawClient::Readable(std::chrono::milliseconds within) const {
  if (!received_.empty() || (ssl_ && SSL_pending(ssl_.get()) > 0)) return true;
  pollfd poll{.fd = socket_, .events = POLLIN, .revents = 0};
  return ::poll(&poll, 1, static_cast<int>(within.count())) > 0;
}

std::string RawClient::ReceiveAll() {
  while (ReadSome()) {
  }
  return std::exchange(received_, "");
}

void RawClient::Abort() {
  const linger reset{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  ::close(std::exchange(socket_, -1));
}

}  // namespace portcullis::http
