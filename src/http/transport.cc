#include "http/transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <cerrno>

namespace portcullis::http {
namespace {

// The outcome of a call on the descriptor that moved no byte.
Transport::Outcome Failure(Transport::Outcome would_block) {
  return errno == EAGAIN || errno == EINTR ? would_block : Transport::Outcome::kClosed;
}

}  // namespace

Transport::Transport(int descriptor, const Certificate* certificate)
    : descriptor_(descriptor), established_(certificate == nullptr) {
  if (certificate == nullptr) return;
  ssl_.reset(SSL_new(certificate->context()));
  if (ssl_) SSL_set_fd(ssl_.get(), descriptor);
}

Transport::Outcome Transport::TlsOutcome(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return Outcome::kDone;
    case SSL_ERROR_WANT_READ:
      return Outcome::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Outcome::kWantWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::kClosed;
    default:
      established_ = false;  // no close_notify after a fatal error
      return Outcome::kClosed;
  }
}

Transport::Outcome Transport::Handshake() {
  if (established_) return Outcome::kDone;
  if (!ssl_) return Outcome::kClosed;  // SSL_new failed
  ERR_clear_error();
  const Outcome outcome = TlsOutcome(SSL_accept(ssl_.get()));
  established_ = outcome == Outcome::kDone;
  return outcome;
}

Transport::Io Transport::Read(std::span<char> into) {
  if (ssl_) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    return {TlsOutcome(result), bytes};
  }
  const ssize_t bytes = ::recv(descriptor_, into.data(), into.size(), 0);
  if (bytes > 0) return {Outcome::kDone, static_cast<std::size_t>(bytes)};
  return {bytes == 0 ? Outcome::kClosed : Failure(Outcome::kWantRead)};
}

Transport::Io Transport::Write(std::string_view bytes) {
  if (ssl_) {
    ERR_clear_error();
    std::size_t written = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
    return {TlsOutcome(result), written};
  }
  const ssize_t written = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (written >= 0) return {Outcome::kDone, static_cast<std::size_t>(written)};
  return {Failure(Outcome::kWantWrite)};
}

bool Transport::Buffered() const { return ssl_ && SSL_has_pending(ssl_.get()) != 0; }

void Transport::CloseWrite() {
  if (write_closed_) return;
  write_closed_ = true;
  if (ssl_ && established_) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  ::shutdown(descriptor_, SHUT_WR);
}

Transport::Outcome Transport::Discard() {
  std::array<char, 64 * 1024> nowhere;
  const ssize_t bytes = ::recv(descriptor_, nowhere.data(), nowhere.size(), 0);
  if (bytes > 0) return Outcome::kDone;
  return bytes == 0 ? Outcome::kClosed : Failure(Outcome::kWantRead);
}

}  // namespace portcullis::http
