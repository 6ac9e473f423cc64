#include "http/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <cstring>

namespace portcullis::http {

namespace beast = boost::beast;

// Beast's parser, keeping only the fields that the server acts on. It reports the syntax; which
// messages are acceptable beyond that is decided in RequestReader.
class RequestReader::Parser final : public beast::http::basic_parser<true> {
 public:
  Parser(const Limits& limits, Head* head, std::string* chunks) : head_(head), chunks_(chunks) {
    header_limit(limits.head_bytes);
    body_limit(limits.body_bytes);
  }
  Parser& operator=(Parser&&) = default;

 private:
  using ErrorCode = beast::error_code;
  using Text = beast::string_view;

  void on_request_impl(beast::http::verb, Text method, Text target, int version,
                       ErrorCode&) override {
    head_->method.assign(method.data(), method.size());
    head_->target.assign(target.data(), target.size());
    head_->http11 = version == 11;
  }

  void on_field_impl(beast::http::field field, Text, Text value, ErrorCode& error) override {
    if (is_header_done()) return;  // a trailer
    switch (field) {
      case beast::http::field::host:
        ++head_->hosts;
        break;
      case beast::http::field::content_type:
        head_->content_type.assign(value.data(), value.size());
        break;
      case beast::http::field::expect:
        head_->expects_continue = beast::iequals(value, "100-continue");
        break;
      case beast::http::field::transfer_encoding:
        // Beast passes codings that it does not decode, so that the body's end would be a guess.
        if (!beast::iequals(value, "chunked")) {
          head_->refusal = 501;
          error = beast::http::error::bad_transfer_encoding;
        }
        break;
      default:
        break;
    }
  }

  std::size_t on_chunk_body_impl(std::uint64_t, Text body, ErrorCode&) override {
    chunks_->append(body.data(), body.size());
    return body.size();
  }

  // Nothing to do: of a body with a length the parser is given no byte.
  std::size_t on_body_impl(Text body, ErrorCode&) override { return body.size(); }
  void on_response_impl(int, Text, int, ErrorCode&) override {}
  void on_header_impl(ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}
  void on_finish_impl(ErrorCode&) override {}

  Head* head_;
  std::string* chunks_;
};

namespace {

int StatusOf(const beast::error_code& error) {
  if (error == beast::http::error::body_limit) return 413;
  if (error == beast::http::error::header_limit) return 431;
  return 400;
}

}  // namespace

RequestReader::RequestReader(Limits limits)
    : limits_(limits), parser_(std::make_unique<Parser>(limits_, &head_, &chunks_)) {}

RequestReader::~RequestReader() = default;

std::span<char> RequestReader::Space() {
  if (buffer_ == nullptr) {
    Reallocate(std::max<std::size_t>(kSmallBytes, 2 * std::size_t{limits_.head_bytes}));
  }
  return {buffer_.get() + end_, capacity_ - end_};
}

RequestReader::State RequestReader::Parse() {
  switch (state_) {
    case State::kHead:
      return state_ = ParseHead();
    case State::kBody:
      return state_ = ParseBody();
    default:
      return state_;
  }
}

RequestReader::State RequestReader::Refuse(int status) {
  refusal_ = status;
  return State::kRefused;
}

RequestReader::State RequestReader::ParseHead() {
  beast::error_code error;
  parsed_ += parser_->put(boost::asio::buffer(buffer_.get() + parsed_, end_ - parsed_), error);
  if (error == beast::http::error::need_more) {
    // The parser's own limit forgets the fields that it has already consumed.
    return end_ < limits_.head_bytes ? State::kHead : Refuse(431);
  }
  if (error) return Refuse(head_.refusal != 0 ? head_.refusal : StatusOf(error));
  if (parsed_ > limits_.head_bytes) return Refuse(431);

  // RFC 9112 3.2 and 6.1
  if (head_.hosts > 1 || (head_.http11 && head_.hosts == 0)) return Refuse(400);
  head_.chunked = parser_->chunked();
  if (head_.chunked && !head_.http11) return Refuse(400);

  head_.keep_alive = head_.http11 && parser_->keep_alive();
  head_.expects_continue = head_.expects_continue && head_.http11;
  body_bytes_ = static_cast<std::size_t>(parser_->content_length().value_or(0));
  parser_->eager(true);  // from here on as many chunks at a time as there are
  return ParseBody();
}

RequestReader::State RequestReader::ParseBody() {
  if (head_.chunked) return ParseChunks();
  return end_ - parsed_ < body_bytes_ ? State::kBody : State::kComplete;
}

RequestReader::State RequestReader::ParseChunks() {
  // With fewer bytes Beast 1.74 fails an assertion once it has seen a final chunk's size line. No
  // message lacks fewer: its shortest end is "0 CR LF CR LF".
  constexpr std::size_t kShortestEnd = 5;
  if (end_ - parsed_ < kShortestEnd) return State::kBody;

  beast::error_code error;
  parsed_ += parser_->put(boost::asio::buffer(buffer_.get() + parsed_, end_ - parsed_), error);
  if (parser_->is_done()) return State::kComplete;
  if (error && error != beast::http::error::need_more) return Refuse(StatusOf(error));

  std::memmove(buffer_.get(), buffer_.get() + parsed_, end_ - parsed_);
  end_ -= parsed_;
  parsed_ = 0;
  // A chunk's size line or the trailers that do not fit
  return end_ < capacity_ ? State::kBody : Refuse(400);
}

std::size_t RequestReader::body_reservation() const {
  if (head_.chunked) return limits_.body_bytes;
  return parsed_ + body_bytes_ <= capacity_ ? 0 : body_bytes_;
}

void RequestReader::AdmitBody() {
  if (!head_.chunked && parsed_ + body_bytes_ > capacity_) Reallocate(parsed_ + body_bytes_);
}

Request RequestReader::request() {
  const std::string_view target = head_.target;
  const std::size_t query = std::min(target.find('?'), target.size());
  Request request{.method = head_.method,
                  .path = target.substr(0, query),
                  .query = target.substr(std::min(query + 1, target.size())),
                  .content_type = head_.content_type,
                  .body = chunks_};
  if (!head_.chunked) {
    request.body = {buffer_.get() + parsed_, body_bytes_};
    const std::size_t behind = parsed_ + body_bytes_;
    if (behind < end_) behind_body_ = buffer_[behind];
    buffer_[behind] = '\0';
  }
  return request;
}

void RequestReader::NextRequest() {
  const std::size_t begin = head_.chunked ? parsed_ : parsed_ + body_bytes_;
  const std::size_t left = end_ - begin;
  if (left > 0 && !head_.chunked) buffer_[begin] = behind_body_;
  if (left == 0) {
    buffer_.reset();
    capacity_ = 0;
  } else {
    std::memmove(buffer_.get(), buffer_.get() + begin, left);
    // A buffer made for one body takes nothing behind it: only a small one has something left.
  }
  parsed_ = 0;
  end_ = left;
  body_bytes_ = 0;
  chunks_ = {};

  head_.content_type.clear();
  head_.expects_continue = false;
  head_.hosts = 0;
  *parser_ = Parser(limits_, &head_, &chunks_);
  state_ = State::kHead;
}

void RequestReader::Reallocate(std::size_t capacity) {
  auto buffer = std::make_unique_for_overwrite<char[]>(capacity + 1);
  if (end_ > 0) std::memcpy(buffer.get(), buffer_.get(), end_);
  buffer_ = std::move(buffer);
  capacity_ = capacity;
}

}  // namespace portcullis::http
