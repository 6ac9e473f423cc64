#include "http/exchange.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace portcullis::http {
namespace {

using Event = Exchange::Event;
using std::chrono::steady_clock;

// What has happened by now.
Event Now(Exchange& exchange, const std::stop_token& stop = {}) {
  return exchange.Wait(steady_clock::time_point::min(), stop);
}

TEST_CASE("an exchange reports head, pieces and end in order") {
  Exchange exchange;
  std::string taken;
  CHECK(Now(exchange) == Event::kTimedOut);

  // Nothing is known of a body before its head.
  exchange.Offer("ab", [&] { taken += "1"; });
  CHECK(Now(exchange) == Event::kTimedOut);

  exchange.Begin({.status = 200});
  CHECK(Now(exchange) == Event::kHead);
  CHECK(exchange.head().status == 200);
  CHECK(Now(exchange) == Event::kBytes);
  CHECK(Now(exchange) == Event::kBytes);
  CHECK(exchange.bytes() == "ab");
  CHECK(taken == "");
  exchange.Take();
  CHECK(taken == "1");
  CHECK(Now(exchange) == Event::kTimedOut);

  exchange.End(std::nullopt);
  CHECK(Now(exchange) == Event::kEnd);
  CHECK_FALSE(exchange.failure());
}

TEST_CASE("an exchange may end before it began") {
  Exchange exchange;
  exchange.End("refused");
  CHECK(Now(exchange) == Event::kEnd);
  CHECK(exchange.failure() == "refused");
  exchange.End("cut");
  CHECK(exchange.failure() == "refused");
}

TEST_CASE("a stop goes before everything") {
  Exchange exchange;
  exchange.Begin({.status = 200});
  std::stop_source stop;
  stop.request_stop();
  CHECK(Now(exchange, stop.get_token()) == Event::kStopped);
}

TEST_CASE("what is offered to an abandoned exchange is taken at once") {
  Exchange exchange;
  std::string taken;
  const auto note = [&] { taken += "1"; };
  exchange.Offer("ab", note);
  exchange.Abandon();
  CHECK(taken == "1");
  exchange.Offer("cd", note);
  CHECK(taken == "11");
}

}  // namespace
}  // namespace portcullis::http
