#include "kube/retry.h"

#include <doctest/doctest.h>

#include <string>

#include "kube/token_bucket.h"

namespace portcullis::kube {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = http::Client::Failure::Kind;
using Method = ApiRequest::Method;
using Outcome = http::Client::Outcome<http::Client::Answer>;

Outcome Answer(int status, std::optional<seconds> retry_after = std::nullopt) {
  return http::Client::Answer{{.status = status, .retry_after = retry_after}, ""};
}

Outcome Fail(Kind kind) { return tl::unexpected(http::Client::Failure{kind, ""}); }

// The waits until the call is given up.
std::string Waits(Method method, const Outcome& outcome) {
  std::string waits;
  Tries tries;
  while (const auto wait = WaitBeforeRetry(method, outcome, tries)) {
    waits += std::to_string(wait->count()) + " ";
  }
  return waits;
}

TEST_CASE("what is sent again") {
  const std::string ten = "2000 2000 2000 2000 2000 2000 2000 2000 2000 2000 ";
  struct Case {
    std::string name;
    Method method;
    Outcome outcome;
    std::string want;
  };
  const Case cases[] = {
      {"success", Method::kGet, Answer(200, seconds(2)), ""},
      {"too many requests", Method::kGet, Answer(429, seconds(2)), ten},
      {"too many requests, of a write", Method::kPost, Answer(429, seconds(2)), ten},
      {"too many requests, without a time", Method::kGet, Answer(429), ""},
      {"unavailable", Method::kPatch, Answer(503, seconds(2)), ten},
      {"unavailable, without a time", Method::kGet, Answer(503), ""},
      {"conflict", Method::kPut, Answer(409, seconds(2)), ""},
      {"broken off", Method::kGet, Fail(Kind::kBroken), "100 200 400 "},
      {"broken off, of a write", Method::kPost, Fail(Kind::kBroken), ""},
      {"not sent", Method::kGet, Fail(Kind::kNotSent), "100 200 400 "},
      {"not sent, of a write", Method::kDelete, Fail(Kind::kNotSent), "100 200 400 "},
      {"timed out", Method::kGet, Fail(Kind::kTimedOut), ""},
      {"stopped", Method::kGet, Fail(Kind::kStopped), ""},
      {"too large", Method::kGet, Fail(Kind::kTooLarge), ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Waits(c.method, c.outcome) == c.want); }
  }
}

TEST_CASE("a bucket lets a burst out, then one at a time, and fills up again") {
  const TokenBucket::TimePoint start{std::chrono::hours(1)};
  TokenBucket bucket(20, 30);
  const auto wait = [&](milliseconds since) {
    return std::chrono::duration_cast<milliseconds>(bucket.Take(start + since) - start - since)
        .count();
  };
  for (int i = 0; i < 30; ++i) CHECK(wait(milliseconds(0)) == 0);
  CHECK(wait(milliseconds(0)) == 50);
  CHECK(wait(milliseconds(0)) == 100);
  CHECK(wait(milliseconds(100)) == 50);
  CHECK(wait(milliseconds(200)) == 0);
  // A pause fills the bucket, and no more than that.
  const milliseconds later = std::chrono::hours(1);
  for (int i = 0; i < 30; ++i) CHECK(wait(later) == 0);
  CHECK(wait(later) == 50);
}

}  // namespace
}  // namespace portcullis::kube
