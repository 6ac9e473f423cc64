#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/service.h"
#include "http/worker.h"

namespace portcullis::http {

// Opens a socket that listens at `address` as in Server::Options.
Result<boost::asio::ip::tcp::acceptor> Listen(boost::asio::io_context& context,
                                              const std::string& address);

// Accepts connections and deals them out to the workers, as long as there are not too many. Lives
// on the first worker's thread.
class Listener {
 public:
  Listener(Service& service, const std::vector<std::unique_ptr<Worker>>& workers,
           boost::asio::ip::tcp::acceptor acceptor);

  std::uint16_t port() const { return port_; }

  // Thread-safe.
  void Start();
  void ConnectionClosed();
  // Takes over what the kernel has already accepted for us, then closes; `closed` is ready when all
  // of it is with the workers.
  std::future<void> Stop();

 private:
  void Accept();
  void Take(boost::asio::ip::tcp::socket socket);
  void Finish(std::promise<void>& closed);
  bool full() const;

  Service& service_;
  const std::vector<std::unique_ptr<Worker>>& workers_;
  boost::asio::ip::tcp::acceptor acceptor_;
  const std::uint16_t port_;
  boost::asio::steady_timer retry_;
  std::size_t next_worker_ = 0;
  bool paused_ = false;
  bool stopped_ = false;
};

}  // namespace portcullis::http
