#include "http/listener.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace portcullis::http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// Without a descriptor left, accept(2) fails at once, time and again, until a connection closes.
constexpr auto kRetry = std::chrono::milliseconds(50);

struct HostPort {
  std::string host;  // without brackets; empty: all addresses
  std::string port;
};

std::optional<HostPort> Split(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;

  if (host.size() > 1 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  return HostPort{std::string(host), std::string(port)};
}

error_code Open(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (error) return error;
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (endpoint.address().is_v6()) {
    acceptor.set_option(boost::asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
  }
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) acceptor.close();
  return error;
}

}  // namespace

Result<tcp::acceptor> Listen(boost::asio::io_context& context, const std::string& address) {
  const auto host_port = Split(address);
  if (!host_port) {
    return InvalidArgument("address \"" + address +
                           "\" is none of HOST:PORT, [IPV6]:PORT and :PORT");
  }
  error_code error;
  std::vector<tcp::endpoint> endpoints;
  if (host_port->host.empty()) {
    const auto port = static_cast<std::uint16_t>(std::stoul(host_port->port));
    // IPv6 takes IPv4 connections too; IPv4 alone where the kernel has no IPv6.
    endpoints = {{tcp::v6(), port}, {tcp::v4(), port}};
  } else {
    tcp::resolver resolver(context);
    for (const auto& entry :
         resolver.resolve(host_port->host, host_port->port, tcp::resolver::passive, error)) {
      endpoints.push_back(entry.endpoint());
    }
  }
  tcp::acceptor acceptor(context);
  for (const tcp::endpoint& endpoint : endpoints) {
    error = Open(acceptor, endpoint);
    if (error != boost::asio::error::address_family_not_supported) break;
  }
  if (error) {
    return MakeError(Error::Code::kUnavailable, "listen on " + address + ": " + error.message());
  }
  return acceptor;
}

Listener::Listener(Service& service, const std::vector<std::unique_ptr<Worker>>& workers,
                   tcp::acceptor acceptor)
    : service_(service),
      workers_(workers),
      acceptor_(std::move(acceptor)),
      port_(acceptor_.local_endpoint().port()),
      retry_(acceptor_.get_executor()) {}

void Listener::Start() {
  boost::asio::post(acceptor_.get_executor(), [this] { Accept(); });
}

bool Listener::full() const {
  return service_.open_connections >= service_.options.limits.connections;
}

void Listener::Accept() {
  if (stopped_) return;
  paused_ = full();
  if (paused_) return;

  boost::asio::io_context& context = workers_[next_worker_]->context();
  acceptor_.async_accept(context, [this](error_code error, tcp::socket socket) {
    if (error == boost::asio::error::operation_aborted) return;
    if (error) {
      retry_.expires_after(kRetry);
      retry_.async_wait([this](error_code cancelled) {
        if (!cancelled) Accept();
      });
      return;
    }
    Take(std::move(socket));
    Accept();
  });
}

void Listener::Take(tcp::socket socket) {
  ++service_.accepted_connections;
  ++service_.open_connections;
  error_code ignored;  // the client may be gone already
  socket.native_non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  workers_[next_worker_]->Adopt(std::move(socket));
  next_worker_ = (next_worker_ + 1) % workers_.size();
}

void Listener::ConnectionClosed() {
  --service_.open_connections;
  boost::asio::post(acceptor_.get_executor(), [this] {
    if (paused_) Accept();
  });
}

std::future<void> Listener::Stop() {
  auto closed = std::make_shared<std::promise<void>>();
  std::future<void> done = closed->get_future();
  boost::asio::post(acceptor_.get_executor(), [this, closed] {
    stopped_ = true;
    retry_.cancel();
    error_code ignored;
    acceptor_.cancel(ignored);
    // Behind an accept that is complete already
    boost::asio::post(acceptor_.get_executor(), [this, closed] { Finish(*closed); });
  });
  return done;
}

void Listener::Finish(std::promise<void>& closed) {
  error_code error;
  acceptor_.non_blocking(true, error);
  while (!error && !full()) {
    tcp::socket socket = acceptor_.accept(workers_[next_worker_]->context(), error);
    if (!error) Take(std::move(socket));
  }
  acceptor_.close(error);
  closed.set_value();
}

}  // namespace portcullis::http
