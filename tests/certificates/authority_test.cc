#include "certificates/authority.h"

#include <doctest/doctest.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <string>
#include <vector>

#include "http/pem.h"

namespace portcullis::certificates {
namespace {

using std::chrono::days;
using std::chrono::hours;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
const std::vector<std::string> kNames = {"web.shop.svc", "web.shop.svc.cluster.local"};

std::string Text(const Status& status) { return status ? "good" : status.error().message; }

TEST_CASE("an authority is good for ten years") {
  const KeyPair authority = MakeAuthority(kNow).value();
  struct Case { std::string name; TimePoint time; std::string want; };
  const Case cases[] = {
      {"now", kNow, "good"},
      {"by a clock that is an hour behind", kNow - hours(1), "good"},
      {"by one that is behind by more", kNow - hours(1) - std::chrono::seconds(1),
       "certificate is not yet valid"},
      {"in its last second", kNow + kAuthorityLifetime - std::chrono::seconds(1), "good"},
      {"at its end", kNow + kAuthorityLifetime, "certificate has expired"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Text(CheckAuthority(authority, c.time)) == c.want); }
  }
}

TEST_CASE("what cannot sign is no authority") {
  const KeyPair authority = MakeAuthority(kNow).value();
  const KeyPair other = MakeAuthority(kNow).value();
  const KeyPair leaf = IssueLeaf(authority, kNames, kNow).value();
  struct Case { std::string name; KeyPair pair; std::string want; };
  const Case cases[] = {
      {"a bundle that begins with it",
       {authority.certificate + other.certificate, authority.private_key},
       "good"},
      {"a bundle that ends with it",
       {other.certificate + authority.certificate, authority.private_key},
       "private key does not belong to the authority"},
      {"nothing", {}, "authority is no PEM certificate"},
      {"no key", {authority.certificate, ""}, "private key is no unencrypted PEM key"},
      {"another's key", {authority.certificate, other.private_key}, "private key does not belong"},
      {"text", {"x", authority.private_key}, "authority is no PEM certificate"},
      {"a leaf", leaf, "the certificate is no authority"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Text(CheckAuthority(c.pair, kNow)).substr(0, c.want.size()) == c.want);
    }
  }
}

TEST_CASE("a leaf is accepted by those who trust its authority, under its names, in its time") {
  const KeyPair authority = MakeAuthority(kNow).value();
  const KeyPair other = MakeAuthority(kNow).value();
  const KeyPair leaf = IssueLeaf(authority, kNames, kNow).value();
  const Bundle one = ParseBundle(authority.certificate).value();
  const Bundle two = ParseBundle(other.certificate + authority.certificate).value();
  const Bundle strange = ParseBundle(other.certificate).value();
  struct Case {
    std::string name;
    KeyPair leaf;
    Bundle bundle;
    std::vector<std::string> names;
    TimePoint time;
    std::string want;
  };
  const Case cases[] = {
      {"now", leaf, one, kNames, kNow, "good"},
      {"beside another authority", leaf, two, kNames, kNow, "good"},
      {"one hour before", leaf, one, kNames, kNow - hours(1), "good"},
      {"in its last second", leaf, one, kNames, kNow + kLeafLifetime - std::chrono::seconds(1), "good"},
      {"at its end", leaf, one, kNames, kNow + kLeafLifetime, "certificate has expired"},
      {"before its time", leaf, one, kNames, kNow - hours(2), "certificate is not yet valid"},
      {"another authority", leaf, strange, kNames, kNow, "unable to get"},
      {"no authority", leaf, {}, kNames, kNow, "no authority is trusted"},
      {"another name", leaf, one, {kNames[0], "api.shop.svc"}, kNow,
       "the certificate is not for api.shop.svc"},
      {"its common name", leaf, one, {"portcullis"}, kNow, "the certificate is not for portcullis"},
      {"another key", {leaf.certificate, other.private_key}, one, kNames, kNow,
       "private key does not belong to the certificate"},
      {"nothing", {}, one, kNames, kNow, "certificate is no PEM certificate"},
      {"the authority itself", authority, one, {}, kNow, "un"},  // suitable purpose
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const std::string text = Text(CheckLeaf(c.leaf, c.bundle, c.names, c.time));
      CHECK(text.substr(0, c.want.size()) == c.want);
    }
  }
}

TEST_CASE("a leaf does not outlive its authority") {
  const TimePoint late = kNow + kAuthorityLifetime - days(100);
  const KeyPair authority = MakeAuthority(kNow).value();
  const KeyPair leaf = IssueLeaf(authority, kNames, late).value();
  const Bundle parsed = ParseBundle(leaf.certificate).value();
  CHECK(parsed.front().not_after == kNow + kAuthorityLifetime);
  CHECK(parsed.front().not_before == late - kBackdate);
}

TEST_CASE("names that are none are refused, so that they cannot end their place in a list") {
  const KeyPair authority = MakeAuthority(kNow).value();
  for (const std::string name : {"", "a,DNS:b", "a b", "A.svc", "a\n", "*.svc", "a:b"}) {
    SUBCASE(("name " + name).c_str()) {
      const auto leaf = IssueLeaf(authority, {{"web.shop.svc", name}}, kNow);
      REQUIRE_FALSE(leaf.has_value());
      CHECK(leaf.error().message.ends_with(" is no DNS name"));
    }
  }
}

TEST_CASE("certificates name the key that signed them and have numbers of their own") {
  const KeyPair authority = MakeAuthority(kNow).value();
  const KeyPair a = IssueLeaf(authority, kNames, kNow).value();
  const KeyPair b = IssueLeaf(authority, kNames, kNow).value();
  const auto certificates =
      http::ParseCertificates(authority.certificate + a.certificate + b.certificate, "").value();
  X509* signer = certificates[0].get();
  for (const http::X509Ptr& certificate : certificates) {
    const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
    CHECK(serial->length >= 14);  // of 16 bytes the first may be zero, and the second
    CHECK(serial->length <= 20);  // RFC 5280 section 4.1.2.2
    CHECK(EVP_PKEY_get_bits(X509_get0_pubkey(certificate.get())) == 256);
  }
  for (std::size_t i = 1; i < certificates.size(); ++i) {
    X509* leaf = certificates[i].get();
    const ASN1_OCTET_STRING* named = X509_get0_authority_key_id(leaf);
    REQUIRE(named != nullptr);
    CHECK(ASN1_OCTET_STRING_cmp(named, X509_get0_subject_key_id(signer)) == 0);
    CHECK(ASN1_INTEGER_cmp(X509_get0_serialNumber(leaf), X509_get0_serialNumber(signer)) != 0);
  }
  CHECK(ASN1_INTEGER_cmp(X509_get0_serialNumber(certificates[1].get()),
                         X509_get0_serialNumber(certificates[2].get())) != 0);
}

TEST_CASE("a bundle is the same whatever is around its certificates") {
  const std::string a = MakeAuthority(kNow).value().certificate;
  const std::string b = MakeAuthority(kNow + days(1)).value().certificate;
  const Bundle bundle = ParseBundle("# ours\n" + a + "\n\n" + b).value();
  CHECK(ToPem(bundle) == a + b);
  CHECK(bundle == ParseBundle(a + b).value());
  CHECK(bundle[1].not_before == kNow + days(1) - kBackdate);
  CHECK_FALSE(ParseBundle("").has_value());
  CHECK_FALSE(ParseBundle("\n").has_value());
  CHECK_FALSE(ParseBundle(a + b.substr(0, 100)).has_value());
}

}  // namespace
}  // namespace portcullis::certificates
