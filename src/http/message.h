#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portcullis::http {

// A complete request. Everything it points to is valid until the handler returns.
struct Request {
  std::string_view method;        // as sent, such as "POST"
  std::string_view path;          // as sent, not percent-decoded, without the query
  std::string_view query;         // what follows the '?', such as "timeout=3s"
  std::string_view content_type;  // empty: none was sent
  // The handler may overwrite it, as a JSON parser in situ does. One '\0' follows the last byte.
  std::span<char> body;
};

struct Response {
  int status = 200;
  std::string_view content_type = "text/plain; charset=utf-8";  // a literal
  std::string body = {};
  // Beyond Content-Type, Content-Length and Connection, such as Allow with a 405.
  std::vector<std::pair<std::string_view, std::string>> headers = {};
};

// Answers one request. Called on the server's threads, several at a time; it must not block, since
// the connections of its thread wait meanwhile.
using Handler = std::function<Response(const Request&)>;

}  // namespace portcullis::http
