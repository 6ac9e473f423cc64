#include "http/response_writer.h"

#include <boost/beast/http/status.hpp>
#include <charconv>
#include <cstddef>
#include <ostream>  // missing in Beast's header
#include <string_view>

namespace portcullis::http {
namespace {

void AppendNumber(std::size_t number, std::string& out) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), number).ptr);
}

std::string_view ReasonPhrase(int status) {
  namespace http = boost::beast::http;
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
  return {reason.data(), reason.size()};
}

}  // namespace

Response StatusResponse(int status) {
  return {.status = status, .body = std::string(ReasonPhrase(status)) + "\n"};
}

void AppendResponse(const Response& response, Framing framing, std::string& out) {
  constexpr std::size_t kHeadBytes = 256;  // a guess that spares growing
  out.reserve(out.size() + kHeadBytes + response.body.size());

  out.append("HTTP/1.1 ");
  AppendNumber(static_cast<std::size_t>(response.status), out);
  out.append(" ").append(ReasonPhrase(response.status));
  out.append("\r\nContent-Type: ").append(response.content_type);
  out.append("\r\nContent-Length: ");
  AppendNumber(response.body.size(), out);
  for (const auto& [name, value] : response.headers) {
    out.append("\r\n").append(name).append(": ").append(value);
  }
  if (!framing.keep_alive) out.append("\r\nConnection: close");
  out.append("\r\n\r\n");
  if (!framing.head_only) out.append(response.body);
}

}  // namespace portcullis::http
