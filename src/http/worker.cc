#include "http/worker.h"

#include <signal.h>

#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

namespace portcullis::http {
namespace {

constexpr int kOneThread = 1;  // lets Asio skip waking others

std::vector<std::shared_ptr<Connection>> Values(
    const std::unordered_map<Connection*, std::shared_ptr<Connection>>& connections) {
  std::vector<std::shared_ptr<Connection>> values;
  values.reserve(connections.size());
  for (const auto& [key, value] : connections) values.push_back(value);
  return values;
}

}  // namespace

Worker::Worker(Service& service, std::function<void()> on_close)
    : service_(service),
      on_close_(std::move(on_close)),
      context_(kOneThread),
      open_for_work_(context_.get_executor()),
      end_(ended_.get_future()) {}

void Worker::Start() {
  thread_ = std::jthread([this] { Run(); });
}

void Worker::Run() {
  // OpenSSL writes to its descriptor with write(2), which raises it when the client is gone.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);

  context_.run();
  ended_.set_value();
}

void Worker::Adopt(boost::asio::ip::tcp::socket socket) {
  boost::asio::post(context_, [this, socket = std::move(socket)]() mutable {
    auto connection = std::make_shared<Connection>(*this, service_, std::move(socket));
    connections_.emplace(connection.get(), connection);
    connection->Start();
  });
}

void Worker::Remove(Connection& connection) {
  connections_.erase(&connection);
  on_close_();
  EndIfDone();
}

void Worker::Drain() {
  boost::asio::post(context_, [this] {
    draining_ = true;
    // A copy, since a connection that closes takes itself out
    for (const auto& connection : Values(connections_)) connection->Drain();
    EndIfDone();
  });
}

void Worker::CloseAll() {
  boost::asio::post(context_, [this] {
    for (const auto& connection : Values(connections_)) connection->Close();
  });
}

void Worker::EndIfDone() {
  if (draining_ && connections_.empty()) open_for_work_.reset();
}

void Worker::Join() {
  if (thread_.joinable()) thread_.join();
}

bool Worker::WaitForEnd(std::chrono::steady_clock::time_point deadline) {
  return end_.wait_until(deadline) == std::future_status::ready;
}

}  // namespace portcullis::http
