#include "http/certificate.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace portcullis::http {
namespace {

TEST_CASE("a certificate is accepted only with its own key") {
  const CertificatePem mine = MakeThrowAwayCertificate().value();
  const CertificatePem other = MakeThrowAwayCertificate().value();
  const std::string half = mine.chain.substr(0, mine.chain.size() / 2);
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIA=\n-----END ENCRYPTED PRIVATE KEY-----\n";

  struct Case {
    std::string name;
    CertificatePem pem;
    std::string want;  // beginning of the message; empty: accepted
  };
  const Case cases[] = {
      {"its own key", {mine.chain, mine.private_key, ""}, ""},
      {"a chain of two", {mine.chain + other.chain, mine.private_key, ""}, ""},
      {"client CA", {mine.chain, mine.private_key, other.chain}, ""},
      {"another key",
       {mine.chain, other.private_key, ""},
       "private key does not belong to the certificate"},
      {"half written chain", {half, mine.private_key, ""}, "certificate chain is no PEM"},
      {"second of the chain half written",
       {other.chain + half, other.private_key, ""},
       "certificate chain is no PEM"},
      {"empty chain", {"", mine.private_key, ""}, "certificate chain is no PEM"},
      {"empty key", {mine.chain, "", ""}, "private key is no unencrypted PEM key"},
      {"encrypted key", {mine.chain, encrypted, ""}, "private key is no unencrypted PEM key"},
      {"client CA is text", {mine.chain, mine.private_key, "x"}, "client CA is no PEM"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto certificate = Certificate::Parse(c.pem);
      CHECK(certificate.has_value() == c.want.empty());
      if (!certificate) {
        CHECK(certificate.error().code == Error::Code::kInvalidArgument);
        CHECK(certificate.error().message.substr(0, c.want.size()) == c.want);
      }
    }
  }
}

TEST_CASE("a throw-away certificate is valid now and for a day") {
  const auto certificate = Certificate::Parse(MakeThrowAwayCertificate().value()).value();
  const auto now = std::chrono::system_clock::now();
  CHECK(certificate->not_before() < now);
  CHECK(certificate->not_after() > now + std::chrono::hours(23));
  CHECK(certificate->not_after() < now + std::chrono::hours(25));
}

}  // namespace
}  // namespace portcullis::http
