#include "kube/api_status.h"

#include <utility>

#include "base/quoted.h"
#include "json/field.h"
#include "json/reader.h"

namespace portcullis::kube {
namespace {

using json::Field;

std::string TextOf(const Field& field) { return std::string(field.Text().value_or("")); }

}  // namespace

ApiError ReadApiStatus(int http_status, std::string body) {
  ApiError error{.code = http_status, .message = "HTTP status " + std::to_string(http_status)};
  const std::string beginning = body.substr(0, 512);
  const auto document = json::ParseJson(std::move(body));
  json::Errors ignored;
  if (!document || TextOf(Field(*document, ignored)["kind"]) != "Status") {
    if (!beginning.empty()) error.message += ": " + Quoted(beginning);
    return error;
  }
  const Field status(*document, ignored);
  error.reason = TextOf(status["reason"]);
  if (const auto message = status["message"].Text()) error.message = *message;
  for (const Field& cause : status["details"]["causes"].Elements()) {
    if (const auto field = cause["field"].Text()) error.fields.emplace_back(*field);
  }
  return error;
}

}  // namespace portcullis::kube
