#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "http/client.h"
#include "tests/http/scripted_server.h"
#include "tests/http/test_authority.h"

// What tests of the client have in common: servers that answer by a script, and clients of theirs.
namespace portcullis::http {

inline constexpr auto kPatience = std::chrono::seconds(10);
// For what must not happen, and for limits that are meant to be reached.
inline constexpr auto kAWhile = std::chrono::milliseconds(50);

inline const TestAuthority& Authority() {
  static const TestAuthority authority;
  return authority;
}

inline std::shared_ptr<const Certificate> Serving(const CertificatePem& pem) {
  return Certificate::Parse(pem).value();
}

inline std::shared_ptr<const Certificate> LoopbackCertificate() {
  return Serving(Authority().Issue("loopback", "IP:127.0.0.1"));
}

inline std::unique_ptr<Client> ClientOf(const ScriptedServer& server, ClientPem pem = {}) {
  if (pem.authorities.empty()) pem.authorities = Authority().pem();
  return Client::Make({.url = server.url(), .pem = std::move(pem)}).value();
}

// Answers every request of a connection the same way.
inline ScriptedServer::Script Always(const std::string& answer) {
  return [answer](Peer& peer, int) {
    while (!peer.ReadRequest().empty()) peer.Write(answer);
  };
}

// Answers one request, and is done.
inline ScriptedServer::Script Once(const std::string& answer, Peer::End end = Peer::End::kOrderly) {
  return [answer, end](Peer& peer, int) {
    peer.ReadRequest();
    peer.Write(answer);
    peer.EndBy(end);
  };
}

// Status and body, or what went wrong.
inline std::string TextOf(const Client::Outcome<Client::Answer>& outcome) {
  static constexpr const char* kKinds[] = {"stopped", "timed out", "not sent", "broken",
                                           "too large"};
  if (!outcome) return kKinds[static_cast<int>(outcome.error().kind)];
  return std::to_string(outcome->head.status) + " " + outcome->body;
}

inline std::string Get(Client& client) { return TextOf(client.Send({}, {})); }

template <typename Condition>
bool Eventually(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

inline std::string Chunk(const std::string& text) {
  char size[16];
  std::snprintf(size, sizeof(size), "%zx\r\n", text.size());
  return size + text + "\r\n";
}

inline constexpr char kChunkedHead[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace portcullis::http
