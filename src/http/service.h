#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "http/body_budget.h"
#include "http/message.h"
#include "http/server.h"

namespace portcullis::http {

// What the connections of one server share. Thread-safe.
struct Service {
  Service(Server::Options options_in, Handler handler_in)
      : options(std::move(options_in)),
        handler(std::move(handler_in)),
        body_budget(options.limits.body_bytes_in_flight) {}

  const Server::Options options;
  const Handler handler;
  BodyBudget body_budget;

  std::atomic<std::uint64_t> open_connections = 0;
  std::atomic<std::uint64_t> accepted_connections = 0;
  std::atomic<std::uint64_t> failed_handshakes = 0;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> refused_requests = 0;
  std::atomic<std::uint64_t> handler_exceptions = 0;
};

}  // namespace portcullis::http
