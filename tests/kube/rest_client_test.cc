#include "kube/rest_client.h"

#include <doctest/doctest.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/scripted_server.h"
#include "tests/http/test_authority.h"
#include "tests/kube/scratch_folder.h"

namespace portcullis::kube {
namespace {

using http::HttpAnswer;
using http::Peer;
using http::ScriptedServer;
using http::TestAuthority;

constexpr char kConflict[] =
    R"({"kind":"Status","message":"changed meanwhile","reason":"Conflict","code":409})";

// An API server with a certificate for this address, an authority of its own, and a client of it.
class Fixture {
 public:
  explicit Fixture(ScriptedServer::Script script)
      : server(std::move(script),
               http::Certificate::Parse(authority.Issue("a", "IP:127.0.0.1")).value()) {
    access.server = server.url();
    access.authorities.text = authority.pem();
  }

  std::unique_ptr<RestClient> Client() {
    return RestClient::Make(access, "1.2.3", registry).value();
  }

  // The samples of a metric, sorted.
  std::string Metric(const std::string& name) const {
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, registry.Collect());
    std::istringstream lines(text.str());
    std::set<std::string> samples;
    const std::string host = ",host=\"127.0.0.1:" + std::to_string(server.port()) + "\"";
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(name)) continue;
      for (const std::string& part : {host, host.substr(1) + ","}) {
        if (const auto at = line.find(part); at != std::string::npos) line.erase(at, part.size());
      }
      samples.insert(line.substr(name.size()) + "\n");
    }
    return std::accumulate(samples.begin(), samples.end(), std::string());
  }

  const TestAuthority authority;
  ScriptedServer server;
  ClusterAccess access{.origin = "test"};
  prometheus::Registry registry;
};

// Gives the answers in order, one a request, whatever the connection, and keeps the requests.
class Answers {
 public:
  explicit Answers(std::vector<std::string> answers) : answers_(std::move(answers)) {}

  ScriptedServer::Script Script() {
    return [this](Peer& peer, int) {
      for (std::string request; !(request = peer.ReadRequest()).empty();) {
        const MutexLock lock(mutex_);
        requests_.push_back(request);
        const std::string answer = answers_.at(requests_.size() - 1);
        if (answer.empty()) return;
        peer.Write(answer);
      }
    };
  }

  std::vector<std::string> requests() const {
    const MutexLock lock(mutex_);
    return requests_;
  }

 private:
  const std::vector<std::string> answers_;
  mutable Mutex mutex_;
  std::vector<std::string> requests_ GUARDED_BY(mutex_);
};

std::string TextOf(const ApiResult<std::string>& result) {
  if (result) return *result;
  return std::to_string(result.error().code) + " " + result.error().reason + ": " +
         result.error().message;
}

TEST_CASE("a call arrives as it was meant") {
  Answers answers({HttpAnswer(201, "made")});
  Fixture fixture(answers.Script());
  fixture.access.user.token.text = "secret";
  fixture.access.user.impersonation = {.user = "u", .groups = {"g", "h"}};
  const auto client = fixture.Client();
  CHECK(TextOf(client->Call({.method = ApiRequest::Method::kPatch,
                             .path = "/api/v1/nodes/a?fieldManager=portcullis",
                             .body = "{}",
                             .content_type = "application/apply-patch+yaml"},
                            {})) == "made");
  REQUIRE(answers.requests().size() == 1);
  const std::string request = answers.requests().front();
  CAPTURE(request);
  CHECK(request.starts_with("PATCH /api/v1/nodes/a?fieldManager=portcullis HTTP/1.1\r\n"));
  for (const std::string field :
       {"Authorization:Bearer secret", "Impersonate-User:u", "Impersonate-Group:g",
        "Impersonate-Group: h", "Accept:application/json", "User-Agent:portcullis/1.2.3 (linux/",
        "Content-Type:application/apply-patch+yaml"}) {
    CAPTURE(field);
    CHECK(request.find("\r\n" + field) != std::string::npos);
  }
  CHECK(request.ends_with("\r\n\r\n{}"));
  CHECK(fixture.Metric("rest_client_requests_total") == "{code=\"201\",method=\"PATCH\"} 1\n");
  CHECK(fixture.Metric("rest_client_request_duration_seconds_count") == "{verb=\"PATCH\"} 1\n");
}

TEST_CASE("answers that are errors") {
  Answers answers({HttpAnswer(409, kConflict), HttpAnswer(307, "", "Location: /other\r\n")});
  Fixture fixture(answers.Script());
  const auto client = fixture.Client();
  CHECK(TextOf(client->Call({.method = ApiRequest::Method::kPut, .path = "/a"}, {})) ==
        "409 Conflict: changed meanwhile");
  CHECK(TextOf(client->Call({.path = "/a"}, {})) == "307 : HTTP status 307");
}

TEST_CASE("what the server wants repeated is repeated") {
  const std::string busy = HttpAnswer(429, "", "Retry-After: 0\r\n");
  const std::string down = HttpAnswer(503, "", "Retry-After: 0\r\n");
  SUBCASE("until it answers") {
    Answers answers({busy, down, busy, HttpAnswer(200, "good")});
    Fixture fixture(answers.Script());
    CHECK(TextOf(fixture.Client()->Call({.method = ApiRequest::Method::kPost, .path = "/a"}, {})) ==
          "good");
    CHECK(fixture.Metric("rest_client_request_retries_total") ==
          "{code=\"429\",verb=\"POST\"} 2\n{code=\"503\",verb=\"POST\"} 1\n");
  }
  SUBCASE("ten times") {
    Answers answers(std::vector<std::string>(11, busy));
    Fixture fixture(answers.Script());
    CHECK(TextOf(fixture.Client()->Call({.path = "/a"}, {})) == "429 : HTTP status 429");
    CHECK(answers.requests().size() == 11);
  }
  SUBCASE("not if the call would end too late") {
    Answers answers({HttpAnswer(429, "", "Retry-After: 3600\r\n")});
    Fixture fixture(answers.Script());
    CHECK(TextOf(fixture.Client()->Call({.path = "/a"}, {})) == "429 : HTTP status 429");
  }
}

TEST_CASE("a GET that broke off is repeated, a POST is not") {
  const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
  Fixture fixture([&](Peer& peer, int connection) {
    peer.ReadRequest();
    peer.Write(connection == 1 ? HttpAnswer(200, "good") : half);
  });
  const auto client = fixture.Client();
  CHECK(TextOf(client->Call({.path = "/a"}, {})) == "good");
  CHECK(fixture.Metric("rest_client_requests_total") ==
        "{code=\"200\",method=\"GET\"} 1\n{code=\"<error>\",method=\"GET\"} 1\n");
  const auto failed = client->Call({.method = ApiRequest::Method::kPost, .path = "/a?b=c"}, {});
  CHECK(TextOf(failed) == "0 : POST " + fixture.server.url() + "/a: Failed to read response body");
  CHECK(fixture.server.connections() == 3);
}

TEST_CASE("a call that is refused is repeated once, with new credentials") {
  const ScratchFolder folder;
  const std::string refusal = HttpAnswer(
      401, R"({"kind":"Status","message":"Unauthorized","reason":"Unauthorized","code":401})");
  Answers answers({HttpAnswer(200, "1"), refusal, HttpAnswer(200, "2"), refusal, refusal});
  Fixture fixture(answers.Script());
  fixture.access.user.token.file = folder.Write("token", "old");
  const auto client = fixture.Client();
  CHECK(TextOf(client->Call({.path = "/a"}, {})) == "1");
  folder.Write("token", "new");
  CHECK(TextOf(client->Call({.path = "/a"}, {})) == "2");
  CHECK(answers.requests()[1].find("Bearer old") != std::string::npos);
  CHECK(answers.requests()[2].find("Bearer new") != std::string::npos);
  CHECK(TextOf(client->Call({.path = "/a"}, {})) == "401 Unauthorized: Unauthorized");
  CHECK(answers.requests().size() == 5);
}

TEST_CASE("a plugin's certificate is shown, and the next one after a refusal") {
  const ScratchFolder folder;
  std::vector<std::string> shown;
  const TestAuthority authority;
  http::CertificatePem serving = authority.Issue("a", "IP:127.0.0.1");
  serving.client_ca = authority.pem();
  const ScriptedServer server(
      [&](Peer& peer, int connection) {
        shown.push_back(peer.client_common_name());
        while (!peer.ReadRequest().empty()) peer.Write(HttpAnswer(connection == 0 ? 401 : 200, ""));
      },
      http::Certificate::Parse(serving).value());
  // Prints what lies beside it, and puts the next in its place.
  for (const std::string name : {"first", "second"}) {
    const http::CertificatePem pem = authority.Issue(name, "");
    const auto escaped = [](std::string text) {
      for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
        text.replace(at, 1, "\\n");
      }
      return text;
    };
    folder.Write(name, R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
                       R"("status":{"clientCertificateData":")" +
                           escaped(pem.chain) + R"(","clientKeyData":")" +
                           escaped(pem.private_key) + "\"}}");
  }
  ClusterAccess access{.origin = "test", .server = server.url()};
  access.authorities.text = authority.pem();
  access.user.exec = ExecPlugin{
      .api_version = "client.authentication.k8s.io/v1",
      .command = folder.WriteProgram(
          "plugin", "cd " + folder.path() + "; cat first; mv second first 2>/dev/null || true")};
  prometheus::Registry registry;
  const auto client = RestClient::Make(access, "1", registry).value();
  CHECK(TextOf(client->Call({.path = "/a"}, {})) == "");
  CHECK(shown == std::vector<std::string>{"first", "second"});
}

TEST_CASE("streams of the API server") {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  Answers answers({head + "2\r\nab\r\n0\r\n\r\n", HttpAnswer(410, kConflict), HttpAnswer(401, "")});
  Fixture fixture(answers.Script());
  fixture.access.user.token.text = "secret";
  const auto client = fixture.Client();
  std::string received;
  const auto follow = [&] {
    const auto result = client->Stream("/api/v1/nodes?watch=1", std::chrono::seconds(10),
                                       [&](std::string_view bytes) {
                                         received += bytes;
                                         return true;
                                       },
                                       {});
    return result ? "ended" : std::to_string(result.error().code) + " " + result.error().reason;
  };
  CHECK(follow() == "ended");
  CHECK(received == "ab");
  CHECK(follow() == "410 Conflict");
  CHECK(follow() == "401 ");
  CHECK(answers.requests()[0].starts_with("GET /api/v1/nodes?watch=1 HTTP/1.1\r\n"));
  CHECK(answers.requests()[0].find("Authorization:Bearer secret") != std::string::npos);
}

TEST_CASE("a stop ends a call that waits to be repeated") {
  Fixture fixture([](Peer& peer, int) {
    while (!peer.ReadRequest().empty()) peer.Write(HttpAnswer(429, "", "Retry-After: 50\r\n"));
  });
  const auto client = fixture.Client();
  std::stop_source stop;
  const auto begun = std::chrono::steady_clock::now();
  const std::jthread stopper([&] {
    while (fixture.Metric("rest_client_requests_total").empty()) std::this_thread::yield();
    stop.request_stop();
  });
  CHECK(TextOf(client->Call({.path = "/a"}, stop.get_token())).starts_with("429"));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}

TEST_CASE("the server's clock is compared with ours") {
  Answers answers({HttpAnswer(200, ""),
                   HttpAnswer(404, "", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
                   HttpAnswer(200, "", "Date: Sun, 06 Nov 2244 08:49:37 GMT\r\n")});
  Fixture fixture(answers.Script());
  const auto client = fixture.Client();
  client->Call({.path = "/"}, {});
  CHECK_FALSE(client->ClockSkew());
  client->Call({.path = "/"}, {});
  CHECK(client->ClockSkew().value() < -std::chrono::hours(24 * 365));
  client->Call({.path = "/"}, {});
  CHECK(client->ClockSkew().value() > std::chrono::hours(24 * 365));
}

TEST_CASE("accesses that cannot be used") {
  const ScratchFolder folder;
  const TestAuthority authority;
  struct Case {
    std::string name;
    ClusterAccess access;
    std::string want;
  };
  const Case cases[] = {
      {"a token without TLS",
       {.origin = "o", .server = "http://a", .user = {.token = {.text = "secret"}}},
       "o: credentials are sent over TLS only"},
      {"no URL",
       {.origin = "o", .server = "a b", .skips_verification = true},
       "o: the URL of the server"},
      {"no such authority",
       {.origin = "o", .server = "https://a", .authorities = {.file = folder.path() + "/ca.crt"}},
       "ca.crt: cannot be read: No such file or directory"},
      {"an empty authority",
       {.origin = "o", .server = "https://a", .authorities = {.file = folder.Write("empty", "")}},
       "o: certificate authority is no PEM certificate"},
      {"no such token",
       {.origin = "o",
        .server = "https://a",
        .authorities = {.text = authority.pem()},
        .user = {.token = {.file = folder.path() + "/token"}}},
       "token: cannot be read: No such file or directory"},
      {"a key that is none",
       {.origin = "o",
        .server = "https://a",
        .authorities = {.text = authority.pem()},
        .user = {.certificate = {.text = authority.pem()}, .private_key = {.text = "secret"}}},
       "o: private key is no unencrypted PEM key"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      prometheus::Registry registry;
      const auto client = RestClient::Make(c.access, "1", registry);
      REQUIRE_FALSE(client);
      CAPTURE(client.error().message);
      CHECK(client.error().message.find(c.want) != std::string::npos);
      CHECK(client.error().message.find("secret") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace portcullis::kube
