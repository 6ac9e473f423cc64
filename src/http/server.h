#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/certificate.h"
#include "http/message.h"

namespace portcullis::http {

// What one client may take of a server. The defaults are meant for the API server as a client: it
// keeps unused connections for 90 s and does not repeat a POST that a closing server has missed, so
// that the idle limit must be longer; a body holds two objects of 3 MiB and an envelope.
struct Limits {
  std::chrono::milliseconds handshake = std::chrono::seconds(5);
  std::chrono::milliseconds head = std::chrono::seconds(5);   // from its first byte to its last
  std::chrono::milliseconds body = std::chrono::seconds(5);   // from when it may be sent
  std::chrono::milliseconds write = std::chrono::seconds(5);  // a whole answer
  std::chrono::milliseconds idle = std::chrono::seconds(120);
  // How long a client whom nothing more will be said may go on sending. Closing at once would make
  // its kernel throw the answer away.
  std::chrono::milliseconds linger = std::chrono::seconds(1);

  std::uint32_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 7 * 1024 * 1024;
  // Of all bodies together; beyond that a connection waits until it is read. Bodies that fit in a
  // connection's buffer of 32 KiB do not count.
  std::size_t body_bytes_in_flight = 16 * 1024 * 1024;
  std::size_t connections = 1024;  // beyond that a client waits until it is accepted
};

// An HTTP/1.1 server, with TLS or without. What is no acceptable request never reaches the handler:
// it is answered 400, 408 (slow), 413 (body too large, unread), 431 (head too long) or 501
// (transfer coding) and its connection is closed. Thread-safe, but for Drain.
class Server {
 public:
  struct Options {
    // "127.0.0.1:8080", "[::1]:8080", "localhost:8080"; without a host all addresses, IPv6 and
    // IPv4, as with "[::]". Port 0 lets the kernel choose.
    std::string address;
    int threads = 2;
    Limits limits = {};
    // Not null: TLS, each new connection with what is then in it. Borrowed, outlives the server.
    const ServingCertificate* certificate = nullptr;
    // Told of each exception that left the handler, on the server's threads; the client gets a 500
    // that says nothing of it.
    std::function<void(std::string_view what)> on_exception = [](std::string_view) {};
  };

  struct Stats {
    std::uint64_t open_connections = 0;
    std::uint64_t accepted_connections = 0;
    std::uint64_t failed_handshakes = 0;
    std::uint64_t requests = 0;          // handed to the handler
    std::uint64_t refused_requests = 0;  // answered without it
    std::uint64_t handler_exceptions = 0;
  };

  // Listens and serves. kInvalidArgument: the address or the limits make no sense; kUnavailable:
  // the address is in use or not this machine's.
  static Result<std::unique_ptr<Server>> Make(Options options, Handler handler);

  // Closes every connection.
  ~Server();

  std::uint16_t port() const;
  Stats stats() const;

  // Ends serving without losing a request: accepts no more connections, closes the unused ones,
  // answers the requests that have begun to arrive and closes theirs. What is not done after
  // `timeout` is closed as it is. Returns when all threads have ended. Once.
  void Drain(std::chrono::milliseconds timeout);

 private:
  class Implementation;

  explicit Server(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace portcullis::http
