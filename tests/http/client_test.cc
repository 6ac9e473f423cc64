#include "http/client.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/rfc3339.h"
#include "tests/http/client_scene.h"

// The defects of the library that the client makes up for have a case each.
namespace portcullis::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Kind = Client::Failure::Kind;

TEST_CASE("a request arrives as it was meant") {
  std::string received;
  const ScriptedServer server([&](Peer& peer, int) {
    received = peer.ReadRequest();
    peer.Write(
        HttpAnswer(201, "made", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: 7\r\n"));
  });
  const auto client = Client::Make({.url = server.url() + "/prefix/"}).value();
  const auto answer = client->Send({.method = "PATCH",
                                    .target = "/api/v1/nodes/a%2Fb?limit=1&continue=x%3D",
                                    .fields = {{"Content-Type", "application/merge-patch+json"},
                                               {"Impersonate-Group", "a, b"},
                                               {"Impersonate-Group", "c"}},
                                    .body = "{}"},
                                   {});
  REQUIRE(answer);
  CHECK(answer->head.status == 201);
  CHECK(answer->body == "made");
  CHECK(FormatRfc3339(answer->head.date.value()) == "1994-11-06T08:49:37Z");
  CHECK(answer->head.retry_after == std::chrono::seconds(7));

  CHECK(
      received.starts_with("PATCH /prefix/api/v1/nodes/a%2Fb?limit=1&continue=x%3D HTTP/1.1\r\n"));
  CAPTURE(received);
  for (const std::string field :
       {"Content-Type:application/merge-patch+json", "Content-Length:2", "Impersonate-Group:a, b",
        "Impersonate-Group: c", "Accept-Encoding: gzip\r\n"}) {
    CAPTURE(field);
    CHECK(received.find("\r\n" + field) != std::string::npos);
  }
  CHECK(received.ends_with("\r\n\r\n{}"));
}

TEST_CASE("a field of a request with a line break is not sent") {
  const ScriptedServer server(Always(HttpAnswer(200, "")));
  const auto client = ClientOf(server);
  CHECK(TextOf(client->Send({.fields = {{"Authorization", "Bearer a\r\nX: b"}}}, {})) ==
        "not sent");
  CHECK(server.connections() == 0);
}

TEST_CASE("a body that is packed is unpacked") {
  static constexpr char kPacked[] =
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xda\x8b\x6f\x0d"
      "\x0f\xa0\x00\x00\x80\x77\x03\xe7\x17\xee\x98\xb8\x0b\x00\x00";
  const std::string packed(kPacked, sizeof(kPacked) - 1);
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
  const ScriptedServer server(
      Always(head + Chunk(packed.substr(0, 5)) + Chunk(packed.substr(5)) + Chunk("")));
  CHECK(Get(*ClientOf(server)) == "200 " + std::string(3000, 'x'));
}

TEST_CASE("connections are used again") {
  const ScriptedServer server(Always(HttpAnswer(200, "a")), LoopbackCertificate());
  const auto client = ClientOf(server);
  for (int i = 0; i < 20; ++i) CHECK(Get(*client) == "200 a");
  // The library puts one back a moment after it has given the answer.
  CHECK(server.connections() < 10);
}

TEST_CASE("a redirect is an answer") {
  const ScriptedServer other(Always(HttpAnswer(200, "")));
  const ScriptedServer server(
      Always(HttpAnswer(307, "elsewhere", "Location: " + other.url("localhost") + "/\r\n")));
  const auto client = ClientOf(server);
  CHECK(TextOf(client->Send({.fields = {{"Authorization", "Bearer secret"}}}, {})) ==
        "307 elsewhere");
  CHECK(other.connections() == 0);
}

TEST_CASE("a connection that the server has closed meanwhile is replaced") {
  struct Case {
    std::string name;
    Peer::End end;
  };
  const Case cases[] = {
      {"orderly", Peer::End::kOrderly}, {"cut", Peer::End::kCut}, {"reset", Peer::End::kReset}};
  for (const Case& c : cases) {
    for (const std::string method : {"GET", "POST", "DELETE"}) {
      SUBCASE((c.name + " " + method).c_str()) {
        std::atomic<int> answered = 0;
        const ScriptedServer server(
            [&](Peer& peer, int connection) {
              peer.ReadRequest();
              peer.Write(HttpAnswer(200, ""));
              CHECK(Eventually([&] { return answered > connection; }));
              peer.EndBy(c.end);
            },
            LoopbackCertificate());
        const auto client = ClientOf(server);
        const std::string body = method == "POST" ? "{}" : "";
        for (int i = 0; i < 5; ++i) {
          CHECK(TextOf(client->Send({.method = method, .body = body}, {})) == "200 ");
          ++answered;
          REQUIRE(Eventually([&] { return server.open_connections() == 0; }));
        }
      }
    }
  }
}

TEST_CASE("a request that nobody takes was not sent") {
  std::string url;
  {
    const ScriptedServer server(Always(""));
    url = server.url();
  }
  const auto client = Client::Make({.url = url}).value();
  CHECK(Get(*client) == "not sent");
}

TEST_CASE("answers that are none") {
  struct Case {
    std::string name;
    std::string answer;
    std::string want;
  };
  const Case cases[] = {
      {"whole", HttpAnswer(200, "ab"), "200 ab"},
      {"whole, in chunks", kChunkedHead + Chunk("a") + Chunk("b") + Chunk(""), "200 ab"},
      {"nothing", "", "broken"},
      {"half a head", "HTTP/1.1 200 OK\r\nContent-Le", "broken"},
      {"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "broken"},
      {"half a chunk", std::string(kChunkedHead) + "a\r\nhalf", "broken"},
      {"no last chunk", kChunkedHead + Chunk("ab"), "broken"},
      {"a chunk of less than nothing", std::string(kChunkedHead) + "-2\r\n\r\n", "broken"},
      {"a chunk of no size", std::string(kChunkedHead) + "zz\r\n\r\n", "broken"},
      {"garbage", "garbage\r\n\r\n", "broken"},
      {"no length, until the end", "HTTP/1.1 200 OK\r\n\r\nab", "200 ab"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const ScriptedServer server(Once(c.answer), LoopbackCertificate());
      CHECK(Get(*ClientOf(server)) == c.want);
    }
  }
  SUBCASE("no length, cut") {
    const ScriptedServer server(Once("HTTP/1.1 200 OK\r\n\r\nab", Peer::End::kCut),
                                LoopbackCertificate());
    CHECK(Get(*ClientOf(server)) == "broken");
  }
  SUBCASE("too long") {
    const ScriptedServer server([](Peer& peer, int) {
      peer.ReadRequest();
      peer.Write(kChunkedHead);
      const std::string chunk = Chunk(std::string(1 << 20, 'x'));
      for (std::size_t size = 0; size <= Client::kMaxBodyBytes; size += 1 << 20) peer.Write(chunk);
      peer.AwaitClose();
    });
    CHECK(Get(*ClientOf(server)) == "too large");
  }
}

TEST_CASE("a server that says nothing is given up in time") {
  const ScriptedServer plain([](Peer& peer, int) { peer.AwaitClose(); });
  SUBCASE("before the handshake") {
    const auto client = Client::Make({.url = "https://127.0.0.1:" + std::to_string(plain.port()),
                                      .pem = {.authorities = Authority().pem()}})
                            .value();
    CHECK(TextOf(client->Send({.timeout = kAWhile}, {})) == "timed out");
  }
  SUBCASE("before the answer") {
    CHECK(TextOf(ClientOf(plain)->Send({.timeout = kAWhile}, {})) == "timed out");
  }
  SUBCASE("in the middle of the answer") {
    const ScriptedServer server([](Peer& peer, int) {
      peer.ReadRequest();
      peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      peer.AwaitClose();
    });
    CHECK(TextOf(ClientOf(server)->Send({.timeout = kAWhile}, {})) == "timed out");
    CHECK(Eventually([&] { return server.open_connections() == 0; }));
  }
  SUBCASE("before a stream") {
    const auto ignore = [](std::string_view) { return true; };
    CHECK(TextOf(ClientOf(plain)->Stream({.timeout = kAWhile}, kPatience, ignore, {})) ==
          "timed out");
  }
  CHECK(Eventually([&] { return plain.open_connections() == 0; }));
}

TEST_CASE("a stop ends a call at once") {
  std::stop_source stop;
  std::atomic<bool> silent = false;
  const ScriptedServer server([&](Peer& peer, int connection) {
    peer.ReadRequest();
    if (connection == 1) peer.Write(kChunkedHead + Chunk("a"));
    silent = true;
    peer.AwaitClose();
  });
  const auto client = ClientOf(server);
  steady_clock::time_point stopped;
  const auto stop_in_silence = [&] {
    silent = false;
    return std::jthread([&] {
      CHECK(Eventually([&] { return silent.load(); }));
      stopped = steady_clock::now();
      stop.request_stop();
    });
  };
  {
    const auto stopper = stop_in_silence();
    CHECK(TextOf(client->Send({}, stop.get_token())) == "stopped");
  }
  CHECK(steady_clock::now() - stopped < std::chrono::seconds(1));
  stop = std::stop_source();
  {
    const auto stopper = stop_in_silence();
    const auto ignore = [](std::string_view) { return true; };
    CHECK(TextOf(client->Stream({}, kPatience, ignore, stop.get_token())) == "stopped");
  }
  CHECK(steady_clock::now() - stopped < std::chrono::seconds(1));
  CHECK(Eventually([&] { return server.open_connections() == 0; }));
}

TEST_CASE("a proxy is asked for a tunnel") {
  const auto certificate = Serving(Authority().Issue("a", "DNS:api.example"));
  std::string asked;
  const ScriptedServer proxy([&](Peer& peer, int) {
    asked = peer.ReadRequest();
    peer.Write("HTTP/1.1 200 Connected\r\n\r\n");
    if (!peer.StartTls(*certificate)) return;
    peer.ReadRequest();
    peer.Write(HttpAnswer(200, "behind"));
  });
  const auto client = Client::Make({.url = "https://api.example:6443",
                                    .pem = {.authorities = Authority().pem()},
                                    .proxy = "http://127.0.0.1:" + std::to_string(proxy.port())})
                          .value();
  CHECK(Get(*client) == "200 behind");
  CHECK(asked.starts_with("CONNECT api.example:6443 HTTP/1.1\r\n"));
}

TEST_CASE("options that cannot be used") {
  const CertificatePem a = Authority().Issue("a", "");
  const CertificatePem b = Authority().Issue("b", "");
  struct Case {
    std::string name;
    Client::Options options;
    std::string want;
  };
  const Case cases[] = {
      {"no scheme",
       {.url = "10.0.0.1:6443"},
       "the URL of the server is none; use https://HOST:PORT"},
      {"another scheme", {.url = "ftp://a"}, "another scheme; use https://HOST:PORT"},
      {"no host", {.url = "https://"}, "has no host; use https://HOST:PORT"},
      {"an IPv6 address",
       {.url = "https://[fd00::1]:6443"},
       "has an IPv6 address, which cannot be used"},
      {"a user", {.url = "https://ann:secret@a"}, "the URL of the server holds a user"},
      {"a proxy that needs TLS",
       {.url = "https://a", .pem = {.authorities = a.chain}, .proxy = "https://b"},
       "the URL of the proxy has another scheme; use http://HOST:PORT"},
      {"no authorities", {.url = "https://a"}, "certificate authority is no PEM certificate"},
      {"other text",
       {.url = "https://a", .pem = {.authorities = "text"}},
       "certificate authority is no PEM certificate"},
      {"no key",
       {.url = "https://a", .pem = {.authorities = a.chain, .certificate = a.chain}},
       "private key is no unencrypted PEM key"},
      {"another key",
       {.url = "https://a",
        .pem = {.authorities = a.chain, .certificate = a.chain, .private_key = b.private_key}},
       "private key does not belong to the client certificate"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto client = Client::Make(c.options);
      REQUIRE_FALSE(client);
      CAPTURE(client.error().message);
      CHECK(client.error().message.find(c.want) != std::string::npos);
      CHECK(client.error().message.find("secret") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace portcullis::http
