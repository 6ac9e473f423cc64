#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/client_tls.h"
#include "http/exchange.h"

namespace portcullis::http {

// An HTTP/1.1 client of one server, for programs of ours that talk to an API: requests whose answer
// is kept whole, and streams. Calls wait on the caller's thread; the library receives on two
// threads of its own, which all clients share. Follows no redirect. Thread-safe.
//
// The server is trusted as far as its certificate says who it is: the library has no limit on what
// a head or one chunk of a body may hold.
class Client {
 public:
  // A longer body is an error.
  static constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;

  struct Options {
    // "https://host:6443", with a path where all targets are below one. Plain "http" is possible.
    // No IPv6 literal, which the library cannot resolve.
    std::string url;
    ClientPem pem = {};  // with https
    // What the certificate must be for, and the Host that is sent, if not the host of the URL.
    std::string server_name = {};
    std::string proxy = {};  // "http://host:3128"; https goes through it by CONNECT. Empty: none
  };

  struct Request {
    std::string method = "GET";
    std::string target = "/";  // with the query, percent-encoded
    // A name may stand here more than once.
    std::vector<std::pair<std::string, std::string>> fields = {};
    std::string body = {};
    // Until the answer is whole, or until a stream's head is there.
    std::chrono::milliseconds timeout = std::chrono::seconds(60);
  };

  struct Answer {
    AnswerHead head;
    std::string body;
  };

  struct Failure {
    enum class Kind {
      kStopped,
      kTimedOut,
      kNotSent,   // the request did not leave whole, so that the server did not act on it
      kBroken,    // it was sent, and no whole answer came
      kTooLarge,  // of an answer
    };
    Kind kind;
    std::string message;  // for a person; holds neither fields nor bodies
  };
  template <typename T>
  using Outcome = tl::expected<T, Failure>;

  // kInvalidArgument: the URL, the proxy or the PEM text cannot be used.
  //
  // The first call makes the library's two threads, and sets SSL_CERT_FILE and SSL_CERT_DIR as
  // kEnvironment says unless they are set: the library loads OpenSSL's default authorities for
  // every connection, which takes 30 ms of CPU, before this client drops them again. REQUIRES: no
  // other thread changes or reads the environment meanwhile. Leave what stands in kEnvironment out
  // of the environment of other programs, for which it would mean to trust nobody.
  static Result<std::unique_ptr<Client>> Make(Options options);
  static constexpr std::string_view kEnvironment[] = {"SSL_CERT_FILE=/dev/null",
                                                      "SSL_CERT_DIR=/dev/null"};

  // Calls that are under way must have returned.
  ~Client();

  // One answer, whatever its status. A gzip body is asked for and unpacked. A request that did not
  // leave whole is sent again at once, three times at most: unused connections are kept for up to a
  // minute, and the server may have closed them meanwhile. The library itself repeats a request if
  // such a connection ends before any byte of an answer, so that a POST may be carried out twice;
  // use it with names or versions that make the second one fail.
  Outcome<Answer> Send(const Request& request, const std::stop_token& stop);

  // An answer without end, on a connection of its own: if the status is 2xx its body goes to
  // `on_bytes` as it comes, cut anywhere, on the caller's thread, and not into the answer. Returns
  // when the server ends the body, when `on_bytes` returns false, at a stop, or when no byte came
  // for `silence`. While `on_bytes` runs nothing more is received; past a few minutes the server is
  // given up.
  Outcome<Answer> Stream(const Request& request, std::chrono::milliseconds silence,
                         const std::function<bool(std::string_view)>& on_bytes,
                         const std::stop_token& stop);

 private:
  class Implementation;

  explicit Client(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace portcullis::http
