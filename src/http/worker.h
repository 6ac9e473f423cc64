#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <unordered_map>

#include "http/connection.h"
#include "http/service.h"

namespace portcullis::http {

// A thread with an event loop and the connections that live on it. None ever moves to another, so
// that nothing of a connection needs a lock.
class Worker {
 public:
  // `on_close` is called on the thread for each connection that ends.
  Worker(Service& service, std::function<void()> on_close);

  boost::asio::io_context& context() { return context_; }

  // Thread-safe.
  void Start();
  void Adopt(boost::asio::ip::tcp::socket socket);
  void Drain();     // the thread ends with its last connection
  void CloseAll();  // now; after Drain
  bool WaitForEnd(std::chrono::steady_clock::time_point deadline);
  void Join();

  // On the thread only.
  bool draining() const { return draining_; }
  void Remove(Connection& connection);

 private:
  void Run();
  void EndIfDone();

  Service& service_;
  const std::function<void()> on_close_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_for_work_;
  bool draining_ = false;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::promise<void> ended_;
  std::future<void> end_;
  std::jthread thread_;  // last: joined before the rest goes
};

}  // namespace portcullis::http
