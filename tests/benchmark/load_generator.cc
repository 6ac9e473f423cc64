// Sends admission reviews to a webhook over TLS keep-alive connections, each with one review on its
// way at a time, and prints one JSON object of what it measured. Every review has its own uid. An
// answer that is not 200, does not allow or lacks the uid ends the run with exit code 1. The
// server's certificate is not verified.
//
// One thread for all connections: with a thread for each, the scheduler lets a few of them run hot
// and starves the others.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;

struct Target {
  std::string host;
  std::uint16_t port;
  std::string path;
};

// A review whose uid can be exchanged in place.
class Review {
 public:
  explicit Review(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    text_.assign(std::istreambuf_iterator<char>(in), {});
    const std::string before_uid = R"("request":{"uid":")";
    const std::size_t found = text_.find(before_uid);
    if (found == std::string::npos) throw std::runtime_error(file + ": no request.uid");
    uid_at_ = found + before_uid.size();
    if (text_.find('"', uid_at_) != uid_at_ + kUidLength) {
      throw std::runtime_error(file + ": request.uid is no UUID");
    }
  }

  // Returns the new uid.
  std::string Number(std::uint64_t number) {
    char uid[kUidLength + 1];
    std::snprintf(uid, sizeof uid, "00000000-0000-4000-8000-%012llx",
                  static_cast<unsigned long long>(number & 0xffffffffffff));
    text_.replace(uid_at_, kUidLength, uid);
    return uid;
  }

  const std::string& text() const { return text_; }

 private:
  static constexpr std::size_t kUidLength = 36;

  std::string text_;
  std::size_t uid_at_ = 0;
};

// What the connections share.
struct Run {
  Target target;
  std::uint64_t requests;
  std::uint64_t sent = 0;
  std::vector<Clock::duration> latencies;
};

// One connection: sends until the run has sent all its requests.
asio::awaitable<void> Send(asio::io_context& context, asio::ssl::context& tls, Review review,
                           Run& run) {
  asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(run.target.host), run.target.port);
  co_await stream.next_layer().async_connect(endpoint, asio::use_awaitable);
  stream.next_layer().set_option(asio::ip::tcp::no_delay(true));
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);

  boost::beast::flat_buffer buffer;
  while (run.sent < run.requests) {
    const std::string uid = review.Number(run.sent++);
    http::request<http::string_body> request{http::verb::post, run.target.path, 11, review.text()};
    request.set(http::field::host, run.target.host);
    request.set(http::field::content_type, "application/json");
    request.prepare_payload();

    const Clock::time_point start = Clock::now();
    co_await http::async_write(stream, request, asio::use_awaitable);
    http::response<http::string_body> response;
    co_await http::async_read(stream, buffer, response, asio::use_awaitable);
    run.latencies.push_back(Clock::now() - start);

    const std::string& body = response.body();
    if (response.result() != http::status::ok ||
        body.find(R"("allowed":true)") == std::string::npos ||
        body.find(uid) == std::string::npos) {
      throw std::runtime_error("unexpected answer " + std::to_string(response.result_int()) + ": " +
                               body);
    }
  }
}

double Milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

// REQUIRES: `sorted` is not empty.
double Percentile(const std::vector<Clock::duration>& sorted, std::size_t percent) {
  return Milliseconds(sorted[(sorted.size() - 1) * percent / 100]);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Sends admission reviews to a webhook and measures the answers");
  Run run{.target = {"127.0.0.1", 0, "/"}, .requests = 10000, .latencies = {}};
  std::string body_file;
  unsigned connections = 16;
  app.add_option("--host", run.target.host, "IP address of the webhook");
  app.add_option("--port", run.target.port, "its TCP port")->required();
  app.add_option("--path", run.target.path, "path to post to");
  app.add_option("--body", body_file, "file with an AdmissionReview as the API server sends it")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--connections", connections)->check(CLI::PositiveNumber);
  app.add_option("--requests", run.requests, "of all connections together")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  try {
    const Review review(body_file);
    asio::io_context context(1);
    asio::ssl::context tls(asio::ssl::context::tls_client);
    for (unsigned i = 0; i < connections; ++i) {
      asio::co_spawn(context, Send(context, tls, review, run), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
      });
    }
    const Clock::time_point start = Clock::now();
    context.run();
    const std::chrono::duration<double> elapsed = Clock::now() - start;

    std::sort(run.latencies.begin(), run.latencies.end());
    std::cout << "{\"requests\":" << run.latencies.size() << ",\"seconds\":" << elapsed.count()
              << ",\"p50Milliseconds\":" << Percentile(run.latencies, 50)
              << ",\"p99Milliseconds\":" << Percentile(run.latencies, 99) << "}\n";
  } catch (const std::exception& e) {
    std::cerr << "load_generator: " << e.what() << '\n';
    return EXIT_FAILURE;
  }
}
