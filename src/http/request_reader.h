#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "http/message.h"

namespace portcullis::http {

// Cuts one connection's bytes into requests (RFC 9112). Where they come from is the caller's
// matter:
//
//   read into Space(), Commit(n), Parse()
//     kHead, kBody: more bytes are needed
//     kComplete:    use request(), then NextRequest(); its bytes may be here already, so Parse()
//     kRefused:     answer refusal() and close: where the next request would begin is unknown
//
// Memory follows need: nothing between requests, one small buffer for the head and what comes with
// it, and a larger one only after AdmitBody. External synchronisation.
class RequestReader {
 public:
  enum class State { kHead, kBody, kComplete, kRefused };

  struct Limits {
    std::uint32_t head_bytes;
    std::size_t body_bytes;
  };

  explicit RequestReader(Limits limits);
  ~RequestReader();

  // Where the next bytes go; never empty in kHead and, once the body is admitted, in kBody.
  std::span<char> Space();
  void Commit(std::size_t size) { end_ += size; }

  State Parse();

  // Whether not a byte of the next request has come.
  bool empty() const { return end_ == 0; }

  // In kBody. What the body takes beyond the small buffer: 0 if it fits in there, otherwise its
  // length, or the limit if none was announced.
  std::size_t body_reservation() const;
  // Makes room for the body. REQUIRES: kBody, once.
  void AdmitBody();
  // In kBody: whether the client waits for a 100 before it sends the body (RFC 9110 10.1.1).
  bool expects_continue() const { return head_.expects_continue; }

  // In kComplete. May be called once, since the handler may have overwritten what it was given.
  Request request();
  // In kComplete: whether another request may follow on the connection.
  bool keep_alive() const { return head_.keep_alive; }

  // In kRefused: the status code.
  int refusal() const { return refusal_; }

  // Drops the request, keeps what came behind it.
  void NextRequest();

 private:
  // What is kept of a head. The strings keep their memory from request to request.
  struct Head {
    std::string method;
    std::string target;
    std::string content_type;
    bool http11 = false;
    bool keep_alive = false;
    bool chunked = false;
    bool expects_continue = false;
    int hosts = 0;
    int refusal = 0;  // a status code, where another than the parser's own is right
  };

  class Parser;

  // Holds most reviews with their head. Times the number of connections it is what clients can
  // make the server keep without AdmitBody.
  static constexpr std::size_t kSmallBytes = 32 * 1024;

  State Refuse(int status);
  State ParseHead();
  State ParseBody();
  State ParseChunks();
  void Reallocate(std::size_t capacity);

  const Limits limits_;
  State state_ = State::kHead;
  int refusal_ = 0;
  Head head_;
  std::unique_ptr<Parser> parser_;

  // [0, parsed_) is done with, [parsed_, end_) is not. One byte behind capacity_ there is room for
  // the '\0' behind a body.
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t parsed_ = 0;
  std::size_t end_ = 0;

  std::size_t body_bytes_ = 0;  // as announced; the body then lies in buffer_ at parsed_
  std::string chunks_;          // the body of a chunked request
  char behind_body_ = '\0';     // first byte of the next request, while a '\0' is in its place
};

}  // namespace portcullis::http
