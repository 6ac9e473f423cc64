#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "http/certificate.h"
#include "http/openssl_ptr.h"

namespace portcullis::http {

// A connected, non-blocking socket, with TLS on it or without. Every call returns at once. OpenSSL
// works on the descriptor itself: that spares Asio's stream two copies and two buffers of 17 KB for
// each connection. External synchronisation; SIGPIPE must be blocked on the calling thread.
class Transport {
 public:
  enum class Outcome { kDone, kWantRead, kWantWrite, kClosed };
  struct Io {
    Outcome outcome;
    std::size_t bytes = 0;  // with kDone
  };

  // The descriptor is borrowed. Without a certificate: plain.
  Transport(int descriptor, const Certificate* certificate);

  // The server's side; plain is kDone from the start.
  Outcome Handshake();

  // kDone: at least one byte. kClosed: by the peer, or broken.
  Io Read(std::span<char> into);
  // kDone: at least one byte, perhaps not all.
  Io Write(std::string_view bytes);

  // Whether there may be something to read without the descriptor becoming readable.
  bool Buffered() const;

  // Says that nothing more will be written; what has been still arrives.
  void CloseWrite();

  // Reads without decrypting, and forgets.
  Outcome Discard();

 private:
  Outcome TlsOutcome(int result);

  int descriptor_;
  SslPtr ssl_;  // null: plain
  bool established_;
  bool write_closed_ = false;
};

}  // namespace portcullis::http
