#pragma once

#include <string>

#include "http/message.h"

namespace portcullis::http {

// A response that says no more than its status.
Response StatusResponse(int status);

struct Framing {
  bool keep_alive;
  bool head_only;  // the answer to a HEAD: the length of a body that is not sent
};

// Appends the response as sent (RFC 9112), head and body in one piece.
void AppendResponse(const Response& response, Framing framing, std::string& out);

}  // namespace portcullis::http
