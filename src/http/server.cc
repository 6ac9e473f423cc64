#include "http/server.h"

#include <system_error>
#include <utility>
#include <vector>

#include "http/listener.h"
#include "http/service.h"
#include "http/worker.h"

namespace portcullis::http {
namespace {

Status Validate(const Server::Options& options) {
  const Limits& limits = options.limits;
  if (options.threads < 1) return InvalidArgument("a server needs at least one thread");
  if (limits.connections < 1) return InvalidArgument("a server needs at least one connection");
  if (limits.body_bytes > limits.body_bytes_in_flight) {
    return InvalidArgument("a body may be longer than all bodies in flight together");
  }
  return {};
}

}  // namespace

class Server::Implementation {
 public:
  Implementation(Options options, Handler handler)
      : service_(std::move(options), std::move(handler)) {
    for (int i = 0; i < service_.options.threads; ++i) {
      workers_.push_back(
          std::make_unique<Worker>(service_, [this] { listener_->ConnectionClosed(); }));
    }
  }

  ~Implementation() { Drain(std::chrono::milliseconds(0)); }

  Status Start() {
    auto acceptor = Listen(workers_.front()->context(), service_.options.address);
    if (!acceptor) return tl::unexpected(std::move(acceptor.error()));
    listener_ = std::make_unique<Listener>(service_, workers_, std::move(*acceptor));
    for (const auto& worker : workers_) worker->Start();
    listener_->Start();
    return {};
  }

  void Drain(std::chrono::milliseconds timeout) {
    if (listener_ == nullptr || std::exchange(drained_, true)) return;
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    // What the listener still takes over must reach the workers before they look for an end.
    listener_->Stop().wait_until(deadline);
    for (const auto& worker : workers_) worker->Drain();
    for (const auto& worker : workers_) {
      if (!worker->WaitForEnd(deadline)) worker->CloseAll();
    }
    for (const auto& worker : workers_) worker->Join();
  }

  std::uint16_t port() const { return listener_->port(); }
  const Service& service() const { return service_; }

 private:
  Service service_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<Listener> listener_;  // goes before the loops that it waits on
  bool drained_ = false;
};

Result<std::unique_ptr<Server>> Server::Make(Options options, Handler handler) {
  if (const Status status = Validate(options); !status) return tl::unexpected(status.error());
  try {
    auto implementation = std::make_unique<Implementation>(std::move(options), std::move(handler));
    if (const Status status = implementation->Start(); !status) {
      return tl::unexpected(status.error());
    }
    return std::unique_ptr<Server>(new Server(std::move(implementation)));
  } catch (const std::system_error& error) {
    return MakeError(Error::Code::kUnavailable, std::string("start a server: ") + error.what());
  }
}

Server::Server(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return implementation_->port(); }

Server::Stats Server::stats() const {
  const Service& service = implementation_->service();
  return {.open_connections = service.open_connections,
          .accepted_connections = service.accepted_connections,
          .failed_handshakes = service.failed_handshakes,
          .requests = service.requests,
          .refused_requests = service.refused_requests,
          .handler_exceptions = service.handler_exceptions};
}

void Server::Drain(std::chrono::milliseconds timeout) { implementation_->Drain(timeout); }

}  // namespace portcullis::http
