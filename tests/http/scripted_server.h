#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/mutex.h"
#include "http/certificate.h"
#include "http/openssl_ptr.h"

namespace portcullis::http {

// One client's connection, as a script sees it. Waits no longer than ten seconds for anything, and
// then behaves as if the client had closed.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // False: it failed.
  bool StartTls(const Certificate& certificate);
  // Head and body, as they came; "" if the client has closed.
  std::string ReadRequest();
  void Write(std::string_view bytes);
  // The client has closed, or closes in time.
  bool AwaitClose();
  // What the client said in the handshake.
  std::string server_name() const;
  std::string client_common_name() const;

  // How a connection ends when the script returns: with a farewell, as it should; without one; or
  // reset.
  enum class End { kOrderly, kCut, kReset };
  void EndBy(End end) { end_ = end; }

 private:
  friend class ScriptedServer;

  bool ReadSome();

  int socket_;
  SslPtr ssl_;
  std::string received_;
  End end_ = End::kOrderly;
};

// Does with each connection what a test says, on a thread for each.
class ScriptedServer {
 public:
  // `connection` counts from 0.
  using Script = std::function<void(Peer& peer, int connection)>;

  // Without a certificate: plain HTTP.
  explicit ScriptedServer(Script script, std::shared_ptr<const Certificate> certificate = nullptr);
  // Closes every connection.
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& host = "127.0.0.1") const;
  int connections() const;
  int open_connections() const;

 private:
  void Accept();

  const Script script_;
  const std::shared_ptr<const Certificate> certificate_;
  const int listener_;
  std::uint16_t port_ = 0;
  mutable Mutex mutex_;
  int connections_ GUARDED_BY(mutex_) = 0;
  std::list<Peer> peers_ GUARDED_BY(mutex_);
  std::list<std::jthread> threads_;  // of the accepting thread alone, until that has ended
  std::jthread acceptor_;
};

// A whole answer with a length.
std::string HttpAnswer(int status, std::string_view body, std::string_view fields = "");

}  // namespace portcullis::http
