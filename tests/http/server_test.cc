#include "http/server.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/http/raw_client.h"

namespace portcullis::http {
namespace {

using std::chrono::milliseconds;

constexpr char kLoopback[] = "127.0.0.1:0";
constexpr auto kPatience = std::chrono::seconds(10);
// For what must not happen; the only time that a passing test spends waiting.
constexpr auto kAWhile = milliseconds(50);

std::string Get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

std::string PostHead(std::size_t body_bytes, const std::string& fields = "") {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body_bytes) + "\r\n" + fields + "\r\n";
}

std::string Post(const std::string& body) { return PostHead(body.size()) + body; }

// /echo answers with what it was sent, /large with a megabyte, /throw not at all.
Response Answer(const Request& request) {
  if (request.path == "/echo") {
    return {.content_type = "application/json",
            .body = std::string(request.body.data(), request.body.size())};
  }
  if (request.path == "/large") return {.body = std::string(1'000'000, 'x')};
  if (request.path == "/throw") throw std::runtime_error("secret");
  if (request.path == "/throw-int") throw 1;
  if (request.path == "/get-only") return {.status = 405, .headers = {{"Allow", "GET, HEAD"}}};
  return {.status = 404, .body = "not found\n"};
}

std::unique_ptr<Server> Serve(Server::Options options) {
  return Server::Make(std::move(options), Answer).value();
}

std::unique_ptr<Server> Serve(const Limits& limits = {}) {
  return Serve(Server::Options{.address = kLoopback, .limits = limits});
}

std::shared_ptr<const Certificate> NewCertificate() {
  return Certificate::Parse(MakeThrowAwayCertificate().value()).value();
}

std::size_t OpenDescriptors() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

// Whether the server comes to that state within the tests' patience.
template <typename Condition>
bool Eventually(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST_CASE("answers, plain and with TLS") {
  const ServingCertificate certificate(NewCertificate());
  struct Case {
    std::string name;
    std::string request;
    int want_status;
    std::string want_field;
    std::string want_body;
    bool want_open;
  };
  const std::string large(100'000, 'x');
  const Case cases[] = {
      {"echo", Post("{}"), 200, "Content-Type: application/json\r\n", "{}", true},
      {"a large body", Post(large), 200, "Content-Length: 100000\r\n", large, true},
      {"a large answer", Get("/large"), 200, "Content-Length: 1000000\r\n",
       std::string(1'000'000, 'x'), true},
      {"a chunked body",
       "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
       "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
       200, "Content-Length: 6\r\n", "onetwo", true},
      {"another path", Get("/other"), 404, "HTTP/1.1 404 Not Found\r\n", "not found\n", true},
      {"another header", Get("/get-only"), 405, "Allow: GET, HEAD\r\n", "", true},
      {"close asked for", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404,
       "Connection: close\r\n", "not found\n", false},
      {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 404, "Connection: close\r\n", "not found\n", false},
      {"malformed", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "Connection: close\r\n",
       "Bad Request\n", false},
      {"chunk size -2",
       "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n\r\n", 400,
       "Connection: close\r\n", "Bad Request\n", false},
      {"transfer coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501,
       "Connection: close\r\n", "Not Implemented\n", false},
      {"body above the limit, not sent", PostHead(8 * 1024 * 1024), 413, "Connection: close\r\n",
       "Payload Too Large\n", false},
      {"body above the limit, begun", PostHead(8 * 1024 * 1024) + large, 413,
       "Connection: close\r\n", "Payload Too Large\n", false},
      {"long head", "GET / HTTP/1.1\r\nHost: a\r\nX: " + large + "\r\n\r\n", 431,
       "Connection: close\r\n", "Request Header Fields Too Large\n", false},
  };
  for (const bool tls : {false, true}) {
    const auto server =
        Serve(Server::Options{.address = kLoopback, .certificate = tls ? &certificate : nullptr});
    for (const Case& c : cases) {
      SUBCASE((c.name + (tls ? ", TLS" : ", plain")).c_str()) {
        const auto client = tls ? std::make_unique<RawClient>(server->port(), RawClient::Tls{})
                                : std::make_unique<RawClient>(server->port());
        const RawClient::Answer answer = client->Call(c.request);
        CHECK(answer.status == c.want_status);
        CHECK_MESSAGE(answer.head.find(c.want_field) != std::string::npos, answer.head);
        CHECK((answer.body == c.want_body));
        if (c.want_open) {
          CHECK(client->Call(Post("again")).body == "again");
        } else {
          CHECK(client->ReceiveAll() == "");
        }
      }
    }
  }
}

TEST_CASE("many requests use one connection") {
  const ServingCertificate certificate(NewCertificate());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &certificate});
  RawClient client(server->port(), RawClient::Tls{});
  for (int i = 0; i < 100; ++i) {
    const std::string body(static_cast<std::size_t>(i) * 997, 'x');
    REQUIRE((client.Call(Post(body)).body == body));
  }
  CHECK(server->stats().accepted_connections == 1);
  CHECK(server->stats().requests == 100);
}

TEST_CASE("requests sent without waiting are answered in their order") {
  const ServingCertificate certificate(NewCertificate());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &certificate});
  RawClient client(server->port(), RawClient::Tls{});
  SUBCASE("in one TLS record") {
    client.Send(Post("one") + Post("two") + Get("/other") + Post("three"));
  }
  SUBCASE("in several that arrive together") {
    client.SendTogether({Post("one"), Post("two"), Get("/other"), Post("three")});
  }
  CHECK(client.Receive().body == "one");
  CHECK(client.Receive().body == "two");
  CHECK(client.Receive().status == 404);
  CHECK(client.Receive().body == "three");
}

TEST_CASE("a request that arrives with the end of the handshake is seen") {
  const ServingCertificate certificate(NewCertificate());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &certificate});
  RawClient client(server->port(), RawClient::Tls{.first_bytes = Post("x")});
  CHECK(client.Receive().body == "x");
}

TEST_CASE("a refused client may go on sending for a moment, so that it gets to read why") {
  const auto server = Serve();
  RawClient client(server->port());
  CHECK(client.Send(PostHead(8 * 1024 * 1024)));
  for (int i = 0; i < 10; ++i) CHECK(client.Send(std::string(10'000, 'x')));
  CHECK(client.Receive().status == 413);
  for (int i = 0; i < 10; ++i) CHECK(client.Send(std::string(10'000, 'x')));
}

TEST_CASE("the answer to a HEAD has the length of a body and none") {
  const auto server = Serve();
  RawClient client(server->port());
  client.Send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.Receive(true).head.find("Content-Length: 1000000\r\n") != std::string::npos);
  CHECK(client.Call(Post("next")).body == "next");
}

TEST_CASE("a client that waits for a 100 gets one, and none if the body is unwelcome") {
  const auto server = Serve();
  RawClient client(server->port());
  CHECK(client.Call(PostHead(4, "Expect: 100-continue\r\n")).status == 100);
  CHECK(client.Call("body").body == "body");
  CHECK(client.Call(PostHead(8 * 1024 * 1024, "Expect: 100-continue\r\n")).status == 413);
}

TEST_CASE("an exception costs one request and tells the client nothing") {
  std::atomic<int> told = 0;
  const auto server =
      Serve(Server::Options{.address = kLoopback, .on_exception = [&](std::string_view what) {
                              told += what == "secret" ? 1 : 10;
                            }});
  RawClient client(server->port());
  for (const std::string path : {"/throw", "/throw-int"}) {
    const RawClient::Answer answer = client.Call(Get(path));
    CHECK(answer.status == 500);
    CHECK(answer.body == "Internal Server Error\n");
  }
  CHECK(client.Call(Post("next")).body == "next");
  CHECK(told == 11);
  CHECK(server->stats().handler_exceptions == 2);
}

TEST_CASE("the slow are sent away") {
  const ServingCertificate certificate(NewCertificate());
  constexpr Limits kHasty = {.handshake = milliseconds(100),
                             .head = milliseconds(100),
                             .body = milliseconds(100),
                             .write = milliseconds(100),
                             .idle = milliseconds(100),
                             .linger = milliseconds(100)};
  const auto server = Serve(kHasty);

  SUBCASE("half a head") {
    CHECK(RawClient(server->port()).Call("GET / HTTP/1.1\r\n").status == 408);
    CHECK(server->stats().refused_requests == 1);
  }
  SUBCASE("half a body") { CHECK(RawClient(server->port()).Call(PostHead(10) + "x").status == 408); }
  SUBCASE("a head of which a byte comes now and then") {
    RawClient client(server->port());
    client.Send("GET /");
    while (!client.Readable(milliseconds(10))) client.Send("x");
    CHECK(client.Receive().status == 408);
  }
  SUBCASE("a body of which a byte comes now and then") {
    RawClient client(server->port());
    client.Send(PostHead(1'000'000));
    while (!client.Readable(milliseconds(10))) client.Send("x");
    CHECK(client.Receive().status == 408);
  }
  SUBCASE("chunks of which one comes now and then") {
    RawClient client(server->port());
    client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (!client.Readable(milliseconds(10))) client.Send("1\r\nx\r\n");
    CHECK(client.Receive().status == 408);
  }
  SUBCASE("chunks that never stop and carry next to nothing") {
    RawClient client(server->port());
    client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1;" + std::string(30'000, 'x') + "\r\nx\r\n";
    while (!client.Readable(milliseconds(0)) && client.Send(chunk)) {
    }
    CHECK(client.Receive().status == 408);
  }
  SUBCASE("an unused connection") {
    RawClient client(server->port());
    CHECK(client.ReceiveAll() == "");
  }
  SUBCASE("a used connection") {
    RawClient client(server->port());
    CHECK(client.Call(Post("x")).body == "x");
    CHECK(client.ReceiveAll() == "");
  }
  SUBCASE("an answer that is not fetched") {
    RawClient client(server->port());
    while (client.Send(Get("/large"))) {
    }
    CHECK(Eventually([&] { return server->stats().open_connections == 0; }));
  }
  SUBCASE("one who is told to stop and goes on sending") {
    RawClient client(server->port());
    client.Send(PostHead(8 * 1024 * 1024));
    while (client.Send(std::string(10'000, 'x'))) {
    }
    CHECK(Eventually([&] { return server->stats().open_connections == 0; }));
  }
  SUBCASE("half a handshake") {
    const auto tls =
        Serve(Server::Options{.address = kLoopback, .limits = kHasty, .certificate = &certificate});
    RawClient client(tls->port());
    client.Send("\x16\x03\x01\x02");
    CHECK(client.ReceiveAll() == "");
    CHECK(tls->stats().failed_handshakes == 1);
  }
}

TEST_CASE("an endless head is cut off") {
  const auto server = Serve();
  RawClient client(server->port());
  client.Send("GET / HTTP/1.1\r\nHost: a\r\n");
  while (!client.Readable(milliseconds(0)) && client.Send("X: a\r\n")) {
  }
  CHECK(client.Receive().status == 431);
}

TEST_CASE("a client above the number of connections waits for one to end") {
  const auto server = Serve(Limits{.connections = 2});
  auto first = std::make_unique<RawClient>(server->port());
  RawClient second(server->port());
  CHECK(first->Call(Post("1")).body == "1");
  CHECK(second.Call(Post("2")).body == "2");

  RawClient third(server->port());
  third.Send(Post("3"));
  CHECK_FALSE(third.Readable(kAWhile));
  first.reset();
  CHECK(third.Receive().body == "3");
}

TEST_CASE("a body above what all may take together waits for others to end") {
  const std::string body(60'000, 'x');
  const auto server = Serve(Limits{.body_bytes = 64'000, .body_bytes_in_flight = 100'000});
  RawClient first(server->port());
  first.Send(PostHead(body.size(), "Expect: 100-continue\r\n"));
  CHECK(first.Receive().status == 100);

  RawClient second(server->port());
  second.Send(Post(body));
  CHECK_FALSE(second.Readable(kAWhile));
  CHECK(RawClient(server->port()).Call(Post("small")).body == "small");

  SUBCASE("until they are answered") {
    first.Send(body);
    CHECK((first.Receive().body == body));
    CHECK((second.Receive().body == body));
  }
  SUBCASE("until they are gone") {
    first.Abort();
    CHECK((second.Receive().body == body));
  }
  SUBCASE("or is drained with them") {
    server->Drain(milliseconds(0));
    CHECK(server->stats().open_connections == 0);
  }
}

TEST_CASE("clients that come and go leave nothing behind") {
  const ServingCertificate certificate(NewCertificate());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &certificate});
  CHECK(RawClient(server->port(), RawClient::Tls{}).Call(Post("x")).body == "x");
  REQUIRE(Eventually([&] { return server->stats().open_connections == 0; }));
  const std::size_t before = OpenDescriptors();

  for (int i = 0; i < 1000; ++i) {
    RawClient client(server->port());
    if (i % 3 > 0) client.Send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8));
    if (i % 2 > 0) client.Abort();
  }
  for (int i = 0; i < 50; ++i) {
    RawClient client(server->port(), RawClient::Tls{});
    client.Send(i % 2 > 0 ? Get("/large") : PostHead(100));
    client.Abort();
  }
  // Some may still be in the kernel's queue
  CHECK(RawClient(server->port(), RawClient::Tls{}).Call(Post("x")).body == "x");
  CHECK(Eventually([&] { return server->stats().open_connections == 0; }));
  CHECK(server->stats().failed_handshakes >= 950);
  CHECK(OpenDescriptors() == before);
}

TEST_CASE("a process without descriptors accepts again when it has some") {
  const auto server = Serve();
  RawClient client(server->port());
  CHECK(client.Call(Post("open before")).body == "open before");
  RawClient prepared(server->port());
  CHECK(prepared.Call(Post("x")).status == 200);

  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit low{.rlim_cur = OpenDescriptors() + 10, .rlim_max = before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  std::vector<int> taken;
  for (int descriptor; (descriptor = ::dup(STDIN_FILENO)) >= 0;) taken.push_back(descriptor);
  REQUIRE_FALSE(taken.empty());
  ::close(taken.back());
  taken.pop_back();
  const auto accepted_before = server->stats().accepted_connections;
  RawClient late(server->port());  // takes the last descriptor, so that the server has none for its side
  client.Send(Post("still there"));
  const bool is_answered = client.Readable(kPatience);
  const auto accepted = server->stats().accepted_connections;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  for (const int descriptor : taken) ::close(descriptor);

  // Answers are read only now: UBSan needs a descriptor to check the streams that parse them.
  CHECK(accepted == accepted_before);
  CHECK(is_answered);
  CHECK(client.Receive().body == "still there");
  CHECK(late.Call(Post("late")).body == "late");
}

TEST_CASE("draining loses no request") {
  const ServingCertificate certificate(NewCertificate());
  const auto server = Serve(Server::Options{
      .address = kLoopback, .limits = {.linger = milliseconds(10)}, .certificate = &certificate});
  RawClient idle(server->port(), RawClient::Tls{});
  CHECK(idle.Call(Post("x")).body == "x");
  RawClient unused(server->port(), RawClient::Tls{});
  RawClient busy(server->port(), RawClient::Tls{});
  RawClient fresh(server->port());  // not even the handshake has begun
  busy.Send(PostHead(4) + "on");
  REQUIRE(Eventually([&] { return server->stats().accepted_connections == 4; }));
  // What the two threads have been given before, they have now done.
  for (int i = 0; i < 2; ++i) RawClient(server->port(), RawClient::Tls{}).Call(Post("x"));

  std::thread drain([&] { server->Drain(std::chrono::duration_cast<milliseconds>(kPatience)); });
  CHECK(idle.ReceiveAll() == "");
  CHECK(unused.ReceiveAll() == "");
  CHECK(Eventually([&] { return !RawClient(server->port()).connected(); }));
  busy.Send("ce");
  const RawClient::Answer answer = busy.Receive();
  CHECK(answer.body == "once");
  CHECK(answer.head.find("Connection: close\r\n") != std::string::npos);
  CHECK(busy.ReceiveAll() == "");
  fresh.Abort();
  drain.join();
  CHECK(server->stats().open_connections == 0);
}

TEST_CASE("draining ends in time") {
  const auto server = Serve();
  RawClient client(server->port());
  client.Send(PostHead(4) + "on");
  REQUIRE(Eventually([&] { return server->stats().accepted_connections == 1; }));
  server->Drain(milliseconds(10));
  CHECK(client.Receive().status == 0);
  CHECK(server->stats().open_connections == 0);
}

TEST_CASE("a certificate is replaced under load and no request fails") {
  const CertificatePem pems[] = {MakeThrowAwayCertificate().value(),
                                 MakeThrowAwayCertificate().value()};
  ServingCertificate serving(Certificate::Parse(pems[0]).value());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &serving});

  std::atomic<bool> stop = false;
  std::atomic<int> answered = 0;
  std::atomic<int> failed = 0;
  const auto ask = [&](RawClient& client) {
    ++(client.Call(Post("x")).body == "x" ? answered : failed);
  };
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    RawClient client(server->port(), RawClient::Tls{});
    while (!stop) ask(client);
  });
  threads.emplace_back([&] {
    while (!stop) {
      RawClient client(server->port(), RawClient::Tls{});
      ask(client);
    }
  });
  for (int i = 1; i <= 20; ++i) {
    const CertificatePem& pem = pems[i % 2];
    serving.Replace(Certificate::Parse(pem).value());
    CHECK((RawClient(server->port(), RawClient::Tls{}).server_certificate() == pem.chain));
    const int before = answered;
    REQUIRE(Eventually([&] { return answered > before + 2 || failed > 0; }));
  }
  stop = true;
  threads.clear();
  CHECK(failed == 0);
}

TEST_CASE("TLS: what is offered and what is taken") {
  struct Case {
    std::string name;
    RawClient::Tls tls;
    bool want;
  };
  const Case cases[] = {
      {"1.1", {.max_version = TLS1_1_VERSION}, false},
      {"1.2", {.max_version = TLS1_2_VERSION}, true},
      {"1.3", {.max_version = TLS1_3_VERSION}, true},
      {"HTTP/1.1 by ALPN", {.alpn = "http/1.1"}, true},
      {"only HTTP/2 by ALPN", {.alpn = "h2"}, false},
  };
  const ServingCertificate certificate(NewCertificate());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &certificate});
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      RawClient client(server->port(), c.tls);
      CHECK(client.connected() == c.want);
      if (c.want) {
        CHECK(client.Call(Post("x")).body == "x");
        CHECK(client.alpn() == c.tls.alpn);
      } else {
        CHECK(Eventually([&] { return server->stats().failed_handshakes == 1; }));
      }
    }
  }
}

TEST_CASE("with a client CA only clients with its certificates are served") {
  const CertificatePem client_pem = MakeThrowAwayCertificate().value();
  CertificatePem pem = MakeThrowAwayCertificate().value();
  pem.client_ca = client_pem.chain;
  const ServingCertificate certificate(Certificate::Parse(pem).value());
  const auto server = Serve(Server::Options{.address = kLoopback, .certificate = &certificate});

  struct Case {
    std::string name;
    std::optional<CertificatePem> certificate;
    int want_status;
  };
  const Case cases[] = {
      {"its certificate", client_pem, 200},
      {"none", std::nullopt, 0},
      {"another", MakeThrowAwayCertificate().value(), 0},
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const Case& c : cases) {
      SUBCASE((c.name + (version == TLS1_2_VERSION ? ", TLS 1.2" : ", TLS 1.3")).c_str()) {
        RawClient client(server->port(),
                      RawClient::Tls{.max_version = version, .certificate = c.certificate});
        CHECK(client.Call(Post("x")).status == c.want_status);
      }
    }
  }
}

TEST_CASE("addresses") {
  struct Case {
    std::string address;
    std::string want_reached_by;  // hosts; empty: refused
    std::string want_error;
  };
  const Case cases[] = {
      {"127.0.0.1:0", "127.0.0.1", ""},
      {"[::1]:0", "::1", ""},
      {":0", "127.0.0.1 ::1", ""},
      {"[::]:0", "127.0.0.1 ::1", ""},
      {"0.0.0.0:0", "127.0.0.1", ""},
      {"9443", "", "address \"9443\" is none of HOST:PORT, [IPV6]:PORT and :PORT"},
      {"::1:9443", "", "address \"::1:9443\" is none of HOST:PORT, [IPV6]:PORT and :PORT"},
      {"a:70000", "", "address \"a:70000\" is none of HOST:PORT, [IPV6]:PORT and :PORT"},
      {"192.0.2.1:0", "", "listen on 192.0.2.1:0: Cannot assign requested address"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.address.c_str()) {
      const auto server = Server::Make({.address = c.address}, Answer);
      if (!server) {
        CHECK(server.error().message == c.want_error);
        continue;
      }
      std::string reached_by;
      for (const std::string host : {"127.0.0.1", "::1"}) {
        RawClient client((*server)->port(), host);
        if (client.Call(Post("x")).body != "x") continue;
        reached_by += (reached_by.empty() ? "" : " ") + host;
      }
      CHECK(reached_by == c.want_reached_by);
    }
  }
}

TEST_CASE("an address in use is not shared") {
  const auto first = Serve();
  const std::string address = "127.0.0.1:" + std::to_string(first->port());
  const auto second = Server::Make({.address = address}, Answer);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == Error::Code::kUnavailable);
  CHECK(second.error().message == "listen on " + address + ": Address already in use");
}

TEST_CASE("limits that contradict each other are refused") {
  const auto server = Server::Make(
      {.address = kLoopback, .limits = {.body_bytes = 2, .body_bytes_in_flight = 1}}, Answer);
  REQUIRE_FALSE(server.has_value());
  CHECK(server.error().code == Error::Code::kInvalidArgument);
}

}  // namespace
}  // namespace portcullis::http
