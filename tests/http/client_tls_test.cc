#include "http/client_tls.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/http/client_scene.h"

// Whom a client trusts, and what it shows: the library's own ways are made up for in http/client_tls.
namespace portcullis::http {
namespace {

using Kind = Client::Failure::Kind;

TEST_CASE("whose certificate is accepted") {
  const TestAuthority other;
  struct Case {
    std::string name;
    std::string authorities;
    std::string host;
    std::string common_name;
    std::string alternative_names;
    std::string server_name;
    std::string want;
  };
  const std::string ours = Authority().pem();
  const Case cases[] = {
      {"a name", ours, "localhost", "a", "DNS:localhost", "", "200 "},
      {"an address", ours, "127.0.0.1", "a", "IP:127.0.0.1", "", "200 "},
      {"one of two authorities", other.pem() + ours, "127.0.0.1", "a", "IP:127.0.0.1", "", "200 "},
      {"another name than the URL's", ours, "127.0.0.1", "a", "DNS:api.example", "api.example",
       "200 "},
      {"another authority", other.pem(), "127.0.0.1", "a", "IP:127.0.0.1", "",
       "unable to get local issuer certificate"},
      {"the common name alone", ours, "localhost", "localhost", "", "", "hostname mismatch"},
      {"the common name beside others", ours, "localhost", "localhost", "DNS:api.example", "",
       "hostname mismatch"},
      {"an address that is not among the names", ours, "127.0.0.1", "127.0.0.1", "DNS:localhost",
       "", "IP address mismatch"},
      {"the URL's name where another is meant", ours, "localhost", "a", "DNS:localhost",
       "api.example", "hostname mismatch"},
      {"any, if it is not looked at", "", "127.0.0.1", "a", "DNS:api.example", "", "200 "},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const ScriptedServer server(Always(HttpAnswer(200, "")),
                                  Serving(Authority().Issue(c.common_name, c.alternative_names)));
      const auto client = Client::Make({.url = server.url(c.host),
                                        .pem = {.authorities = c.authorities,
                                                .skips_verification = c.authorities.empty()},
                                        .server_name = c.server_name})
                              .value();
      const auto outcome = client->Send({}, {});
      const std::string got = outcome ? TextOf(outcome) : outcome.error().message;
      CAPTURE(got);
      CHECK(got.find(c.want) != std::string::npos);
      if (!outcome) CHECK(outcome.error().kind == Kind::kNotSent);
    }
  }
}

TEST_CASE("the machine's authorities are not trusted") {
  const TestAuthority other;
  const auto file = std::filesystem::temp_directory_path() /
                    ("portcullis-authorities-" + std::to_string(::getpid()) + ".pem");
  std::ofstream(file) << Authority().pem();
  const ScriptedServer server(Always(HttpAnswer(200, "")), LoopbackCertificate());
  const auto client = ClientOf(server, {.authorities = other.pem()});
  ::setenv("SSL_CERT_FILE", file.c_str(), 1);
  CHECK(Get(*client) == "not sent");
  ::setenv("SSL_CERT_FILE", "/dev/null", 1);
  std::filesystem::remove(file);
}

TEST_CASE("the server name is sent for names only") {
  struct Case {
    std::string host;
    std::string want;
  };
  for (const Case& c : {Case{"localhost", "localhost"}, Case{"127.0.0.1", ""}}) {
    SUBCASE(c.host.c_str()) {
      std::string name = "none";
      const ScriptedServer server(
          [&](Peer& peer, int) {
            name = peer.server_name();
            peer.ReadRequest();
            peer.Write(HttpAnswer(200, ""));
          },
          Serving(Authority().Issue("a", "DNS:localhost,IP:127.0.0.1")));
      const auto client =
          Client::Make({.url = server.url(c.host), .pem = {.authorities = Authority().pem()}})
              .value();
      CHECK(Get(*client) == "200 ");
      CHECK(name == c.want);
    }
  }
}

TEST_CASE("a client certificate is shown") {
  CertificatePem pem = Authority().Issue("loopback", "IP:127.0.0.1");
  pem.client_ca = Authority().pem();
  std::string shown;
  const ScriptedServer server(
      [&](Peer& peer, int) {
        shown = peer.client_common_name();
        peer.ReadRequest();
        peer.Write(HttpAnswer(200, ""));
      },
      Serving(pem));
  const CertificatePem certificate = Authority().Issue("portcullis", "");
  SUBCASE("with one") {
    const auto client = ClientOf(
        server, {.certificate = certificate.chain, .private_key = certificate.private_key});
    CHECK(Get(*client) == "200 ");
    CHECK(shown == "portcullis");
  }
  SUBCASE("without") {
    const auto outcome = ClientOf(server)->Send({}, {});
    REQUIRE_FALSE(outcome);
    CAPTURE(outcome.error().message);
    CHECK(outcome.error().message.find("certificate required") != std::string::npos);
  }
}

}  // namespace
}  // namespace portcullis::http
