#include "http/client.h"

// The library's macro U would break Boost's headers.
#define _TURN_OFF_PLATFORM_STRING
#include <cpprest/astreambuf.h>
#include <cpprest/http_client.h>
#include <cpprest/http_compression.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pplx/threadpool.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "http/answer_fields.h"

namespace portcullis::http {
namespace {

using std::chrono::steady_clock;
using web::http::client::http_client;
using web::http::client::http_client_config;

constexpr int kMaxTries = 4;

// The library's own limit on one read or write. Ours end a call before; this one ends what they had
// to leave behind, such as a proxy that does not answer.
constexpr auto kLibraryLimit = std::chrono::minutes(3);

void SetUpLibrary() {
  static std::once_flag done;
  std::call_once(done, [] {
    for (const std::string_view variable : Client::kEnvironment) {
      const std::size_t sign = variable.find('=');
      ::setenv(std::string(variable.substr(0, sign)).c_str(), variable.substr(sign + 1).data(), 0);
    }
    // What is made first goes last at exit: the library's connections, before OpenSSL's own state.
    OPENSSL_init_ssl(0, nullptr);
    crossplat::threadpool::initialize_with_threads(2);
  });
}

// The body of an answer on its way into an Exchange. Of the library's many ways to use a buffer it
// takes one: putting bytes that stay valid until the task is done. No task fails: over one that
// does the library would wait, on one of its two threads, for something to run on the other.
class Sink final : public concurrency::streams::details::streambuf_state_manager<std::uint8_t> {
 public:
  explicit Sink(std::shared_ptr<Exchange> exchange)
      : streambuf_state_manager(std::ios_base::out), exchange_(std::move(exchange)) {}

  bool can_seek() const override { return false; }
  bool has_size() const override { return false; }
  std::size_t buffer_size(std::ios_base::openmode) const override { return 0; }
  void set_buffer_size(std::size_t, std::ios_base::openmode) override {}
  std::size_t in_avail() const override { return 0; }
  pos_type getpos(std::ios_base::openmode) const override { return traits::eof(); }
  pos_type seekpos(pos_type, std::ios_base::openmode) override { return traits::eof(); }
  pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override {
    return traits::eof();
  }
  bool acquire(std::uint8_t*&, std::size_t&) override { return false; }
  void release(std::uint8_t*, std::size_t) override {}

 private:
  pplx::task<std::size_t> _putn(const std::uint8_t* bytes, std::size_t count) override {
    // A chunk whose size is written as -2 comes here as a huge one.
    if (count > Client::kMaxBodyBytes) {
      exchange_->End("A chunk has no possible size");
      return Nothing(count);
    }
    pplx::task_completion_event<std::size_t> done;
    exchange_->Offer({reinterpret_cast<const char*>(bytes), count},
                     [done, count] { done.set(count); });
    return pplx::create_task(done);
  }
  pplx::task<int_type> _putc(std::uint8_t) override { return Nothing<int_type>(traits::eof()); }
  pplx::task<int_type> _bumpc() override { return Nothing<int_type>(traits::eof()); }
  int_type _sbumpc() override { return traits::eof(); }
  pplx::task<int_type> _getc() override { return Nothing<int_type>(traits::eof()); }
  int_type _sgetc() override { return traits::eof(); }
  pplx::task<int_type> _nextc() override { return Nothing<int_type>(traits::eof()); }
  pplx::task<int_type> _ungetc() override { return Nothing<int_type>(traits::eof()); }
  pplx::task<std::size_t> _getn(std::uint8_t*, std::size_t) override {
    return Nothing<std::size_t>(0);
  }
  std::size_t _scopy(std::uint8_t*, std::size_t) override { return 0; }
  pplx::task<bool> _sync() override { return Nothing(true); }
  std::uint8_t* _alloc(std::size_t) override { return nullptr; }
  void _commit(std::size_t) override {}

  template <typename T>
  static pplx::task<T> Nothing(T value) {
    return pplx::task_from_result<T>(value);
  }

  const std::shared_ptr<Exchange> exchange_;
};

// Said without a weight: the Kubernetes API server looks for the bare word.
std::vector<std::shared_ptr<web::http::compression::decompress_factory>> Gzip() {
  constexpr std::uint16_t kNoWeight = 1001;
  return {web::http::compression::make_decompress_factory("gzip", kNoWeight, [] {
    return web::http::compression::builtin::make_decompressor("gzip");
  })};
}

AnswerHead HeadOf(const web::http::http_response& response) {
  AnswerHead head{.status = response.status_code()};
  const web::http::http_headers& fields = response.headers();
  if (const auto date = fields.find("Date"); date != fields.end()) {
    head.date = ParseHttpDate(date->second);
  }
  if (const auto retry_after = fields.find("Retry-After"); retry_after != fields.end()) {
    head.retry_after = ParseRetryAfter(retry_after->second, std::chrono::system_clock::now());
  }
  return head;
}

// The library has one value for a name and joins further ones with commas. So a repeated field
// travels inside the value of its first.
web::http::http_headers HeadersOf(const Client::Request& request) {
  web::http::http_headers headers;
  for (const auto& [name, value] : request.fields) {
    std::string& text = headers[name];
    if (!text.empty()) text += "\r\n" + name + ": ";
    text += value;
  }
  return headers;
}

bool HasLineBreak(const Client::Request& request) {
  return std::any_of(request.fields.begin(), request.fields.end(), [](const auto& field) {
    return (field.first + field.second).find_first_of(std::string_view("\r\n\0", 3)) !=
           std::string::npos;
  });
}

// OpenSSL's reason where the code is one of its; the library forgets of which kind a code is.
std::string ReasonOf(const std::error_code& code) {
  const auto number = static_cast<unsigned long>(static_cast<unsigned int>(code.value()));
  if (ERR_GET_LIB(number) != ERR_LIB_SSL) return "";
  const char* const reason = ERR_reason_error_string(number);
  return reason == nullptr ? "" : std::string(": ") + reason;
}

// The text is not in the error: it may hold a password.
Result<web::uri> ParseUrl(const std::string& text, std::initializer_list<std::string_view> schemes,
                          const std::string& what) {
  const auto fail = [&](const std::string& problem) {
    return InvalidArgument("the URL of the " + what + " " + problem + "; use " +
                           std::string(*schemes.begin()) + "://HOST:PORT");
  };
  web::uri url;
  try {
    url = web::uri(text);
  } catch (const std::exception&) {
    return fail("is none");
  }
  if (std::find(schemes.begin(), schemes.end(), url.scheme()) == schemes.end()) {
    return fail("has another scheme");
  }
  if (url.host().empty()) return fail("has no host");
  // For a proxy the library could, but then leaks the password with each connection.
  if (!url.user_info().empty()) return fail("holds a user, which cannot be used");
  if (url.host().starts_with('[')) return fail("has an IPv6 address, which cannot be used");
  return url;
}

bool IsSuccess(int status) { return 200 <= status && status < 300; }

}  // namespace

class Client::Implementation {
 public:
  Implementation(Options options, web::uri url, std::shared_ptr<ClientTls> tls)
      : options_(std::move(options)),
        url_(std::move(url)),
        tls_(std::move(tls)),
        sender_(url_, Config(true, kLibraryLimit)) {}

  Outcome<Answer> Send(const Request& request, const std::stop_token& stop) {
    const auto deadline = steady_clock::now() + request.timeout;
    for (int tries = 1;; ++tries) {
      Call call(*this, sender_, request);
      auto answer = call.Receive(deadline, stop);
      if (answer || answer.error().kind != Failure::Kind::kNotSent || tries == kMaxTries) {
        return answer;
      }
    }
  }

  Outcome<Answer> Stream(const Request& request, std::chrono::milliseconds silence,
                         const std::function<bool(std::string_view)>& on_bytes,
                         const std::stop_token& stop) {
    http_client streamer(url_, Config(false, silence + kLibraryLimit));
    Call call(*this, streamer, request);
    return call.Follow(steady_clock::now() + request.timeout, silence, on_bytes, stop);
  }

 private:
  // One try. Ends with its request: what the library still has to do about it goes nowhere.
  class Call {
   public:
    Call(Implementation& client, http_client& sender, const Request& request)
        : client_(client), request_(request) {
      if (HasLineBreak(request)) {
        exchange_->End("a field of the request holds a line break");
        return;
      }
      try {
        Start(sender);
      } catch (const std::exception& error) {
        exchange_->End(error.what());
      }
    }
    ~Call() {
      exchange_->Abandon();
      cancellation_.cancel();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    Outcome<Answer> Receive(steady_clock::time_point deadline, const std::stop_token& stop) {
      Answer answer;
      for (;;) {
        const Exchange::Event event = exchange_->Wait(deadline, stop);
        if (event == Exchange::Event::kHead) {
          answer.head = exchange_->head();
        } else if (event != Exchange::Event::kBytes) {
          return Ended(event, std::move(answer));
        } else if (exchange_->bytes().size() > kMaxBodyBytes - answer.body.size()) {
          return TooLarge();
        } else {
          answer.body += exchange_->bytes();
          exchange_->Take();
        }
      }
    }

    Outcome<Answer> Follow(steady_clock::time_point deadline, std::chrono::milliseconds silence,
                           const std::function<bool(std::string_view)>& on_bytes,
                           const std::stop_token& stop) {
      const Exchange::Event event = exchange_->Wait(deadline, stop);
      if (event != Exchange::Event::kHead) return Ended(event, {});
      Answer answer{exchange_->head(), ""};
      if (!IsSuccess(answer.head.status)) {
        auto refusal = Receive(deadline, stop);
        if (refusal) refusal->head = answer.head;
        return refusal;
      }
      for (;;) {
        const Exchange::Event next = exchange_->Wait(steady_clock::now() + silence, stop);
        if (next != Exchange::Event::kBytes) return Ended(next, std::move(answer));
        if (!on_bytes(exchange_->bytes())) return answer;
        exchange_->Take();
      }
    }

   private:
    void Start(http_client& sender) {
      web::http::http_request message(request_.method);
      if (sender.client_config().request_compressed_response()) {
        message.set_decompress_factories(Gzip());
      }
      message.headers() = HeadersOf(request_);
      if (!client_.options_.server_name.empty()) {
        // From here the library takes the name that it sends and checks in the handshake.
        message.headers()["Host"] = client_.options_.server_name;
      }
      message.set_request_uri(web::uri(request_.target));
      if (!request_.body.empty()) {
        const auto type = message.headers().find("Content-Type");
        message.set_body(request_.body, type == message.headers().end() ? "" : type->second);
      }
      message.set_response_stream(
          concurrency::streams::streambuf<std::uint8_t>(std::make_shared<Sink>(exchange_))
              .create_ostream());
      message.set_progress_handler(
          [sent = sent_, size = request_.body.size()](
              web::http::message_direction::direction direction, utility::size64_t count) {
            if (direction == web::http::message_direction::upload && count == size) *sent = true;
          });
      // Each step takes the task before it and looks at its exception: the library ends the process
      // over one that nobody has looked at.
      sender.request(message, cancellation_.get_token())
          .then([exchange = exchange_](pplx::task<web::http::http_response> answer) {
            const web::http::http_response response = answer.get();
            exchange->Begin(HeadOf(response));
            return response.content_ready();
          })
          .then([exchange = exchange_](pplx::task<web::http::http_response> whole) {
            try {
              whole.get();
              exchange->End(std::nullopt);
            } catch (const web::http::http_exception& error) {
              exchange->End(error.what() + ReasonOf(error.error_code()));
            } catch (const std::exception& error) {
              exchange->End(error.what());
            } catch (...) {
              exchange->End("unknown error");
            }
          });
    }

    Outcome<Answer> Ended(Exchange::Event event, Answer answer) const {
      switch (event) {
        case Exchange::Event::kStopped:
          return Fail(Failure::Kind::kStopped, "stopped");
        case Exchange::Event::kTimedOut:
          return Fail(Failure::Kind::kTimedOut, "no answer in time");
        default:
          break;
      }
      if (!exchange_->failure()) return answer;
      std::string message = *exchange_->failure();
      if (*sent_) return Fail(Failure::Kind::kBroken, std::move(message));
      const std::string refusal = client_.tls_ ? client_.tls_->refusal() : "";
      if (!refusal.empty()) message += ": " + refusal;
      return Fail(Failure::Kind::kNotSent, std::move(message));
    }

    Outcome<Answer> TooLarge() const {
      return Fail(Failure::Kind::kTooLarge,
                  "the answer is longer than " + std::to_string(kMaxBodyBytes >> 20) + " MiB");
    }

    Outcome<Answer> Fail(Failure::Kind kind, std::string message) const {
      return tl::unexpected(Failure{kind, std::move(message)});
    }

    const Implementation& client_;
    const Request& request_;
    const std::shared_ptr<Exchange> exchange_ = std::make_shared<Exchange>();
    const std::shared_ptr<std::atomic<bool>> sent_ = std::make_shared<std::atomic<bool>>(false);
    pplx::cancellation_token_source cancellation_;
  };

  http_client_config Config(bool compressed, std::chrono::milliseconds limit) const {
    http_client_config config;
    config.set_timeout(limit);
    // A redirect would carry the credentials to whatever host it names.
    config.set_max_redirects(0);
    config.set_request_compressed_response(compressed);
    if (!options_.proxy.empty()) config.set_proxy(web::web_proxy(web::uri(options_.proxy)));
    if (tls_) {
      // RFC 6066 section 3: an address is no server name.
      config.set_tlsext_sni_enabled(!tls_->server_is_address());
      config.set_validate_certificates(!options_.pem.skips_verification);
      config.set_ssl_context_callback([tls = tls_](boost::asio::ssl::context& context) {
        tls->Configure(context.native_handle());
      });
    }
    return config;
  }

  const Options options_;
  const web::uri url_;
  const std::shared_ptr<ClientTls> tls_;  // null: plain HTTP
  http_client sender_;
};

Client::Client(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::Make(Options options) {
  SetUpLibrary();
  auto url = ParseUrl(options.url, {"https", "http"}, "server");
  if (!url) return tl::unexpected(url.error());
  if (!options.proxy.empty()) {
    const auto proxy = ParseUrl(options.proxy, {"http"}, "proxy");
    if (!proxy) return tl::unexpected(proxy.error());
  }
  std::shared_ptr<ClientTls> tls;
  if (url->scheme() == "https") {
    auto made = ClientTls::Make(options.pem,
                                options.server_name.empty() ? url->host() : options.server_name);
    if (!made) return tl::unexpected(made.error());
    tls = std::move(*made);
  }
  return std::unique_ptr<Client>(new Client(
      std::make_unique<Implementation>(std::move(options), std::move(*url), std::move(tls))));
}

Client::Outcome<Client::Answer> Client::Send(const Request& request, const std::stop_token& stop) {
  return implementation_->Send(request, stop);
}

Client::Outcome<Client::Answer> Client::Stream(
    const Request& request, std::chrono::milliseconds silence,
    const std::function<bool(std::string_view)>& on_bytes, const std::stop_token& stop) {
  return implementation_->Stream(request, silence, on_bytes, stop);
}

}  // namespace portcullis::http
