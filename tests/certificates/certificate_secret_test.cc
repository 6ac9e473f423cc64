#include "certificates/certificate_secret.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::certificates {
namespace {

const CertificateSet kSet = {"A", "B", {"C", "D"}};

std::string Text(const Result<CertificateSecret>& secret) {
  if (!secret) return secret.error().message;
  const CertificateSet& set = secret->set();
  return set.authorities + "," + set.authority_key + "," + set.leaf.certificate + "," +
         set.leaf.private_key;
}

TEST_CASE("a new Secret holds its set") {
  const std::string text = CertificateSecret::Make("security", "portcullis-tls", kSet);
  CHECK(text ==
        R"({"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/tls",)"
        R"("metadata":{"name":"portcullis-tls","namespace":"security"},)"
        R"("data":{"ca.crt":"QQ==","ca.key":"Qg==","tls.crt":"Qw==","tls.key":"RA=="}})");
  CHECK(CertificateSecret::Parse(text).value().set() == kSet);
}

TEST_CASE("what is read of a Secret") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {R"({})", ",,,"},
      {R"({"data":null})", ",,,"},
      {R"({"data":{"ca.crt":"QQ==","tls.crt":"","tls.key":null,"other":"RQ=="}})", "A,,,"},
      {R"({"data":{"ca.crt":"no base64","ca.key":"Qg=="}})", ",B,,"},
      {R"({"data":{"ca.crt":{}}})", "Secret:1:19: data[ca.crt]: "},
      {R"([)", "Secret:1:2: "},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      CHECK(Text(CertificateSecret::Parse(c.text)).substr(0, c.want.size()) == c.want);
    }
  }
}

TEST_CASE("another set leaves the rest of the Secret as it is") {
  const auto secret = CertificateSecret::Parse(
                          R"({"metadata":{"resourceVersion":"7","labels":{"a":"b"}},"type":"Opaque",
                              "data":{"tls.crt":"QQ==","extra":"RQ=="}})")
                          .value();
  CHECK(secret.With(kSet) ==
        R"({"metadata":{"resourceVersion":"7","labels":{"a":"b"}},"type":"Opaque",)"
        R"("data":{"extra":"RQ==","ca.crt":"QQ==","ca.key":"Qg==","tls.crt":"Qw==","tls.key":"RA=="}})");
}

}  // namespace
}  // namespace portcullis::certificates
