// Any bytes as a review: no crash, and what is accepted is JSON to RapidJSON's validating parser
// too, which finds the same uid. The answer to it is JSON with that uid.
#include <rapidjson/document.h>
#include <rapidjson/reader.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "webhook/review_codec.h"

namespace {

using portcullis::webhook::AdmissionRequest;
using portcullis::webhook::AdmissionResponse;

// RapidJSON's own scan looks at 16 bytes at a time.
constexpr std::size_t kReadAhead = 16;

void Require(bool holds) {
  if (!holds) std::abort();
}

// REQUIRES: `text` is followed by a NUL and kReadAhead bytes.
rapidjson::Document Parse(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag>(
      text.c_str());
  Require(!document.HasParseError());
  return document;
}

std::string_view UidIn(const rapidjson::Document& document, const char* part) {
  const rapidjson::Value& root = document;
  const rapidjson::Value& uid = root[part]["uid"];
  return {uid.GetString(), uid.GetStringLength()};
}

// A denial that quotes what the object says, as the handler's do.
AdmissionResponse AnswerTo(const AdmissionRequest& request) {
  AdmissionResponse response;
  response.uid = request.uid;
  response.warnings = request.groups;
  response.warnings.push_back(request.username);
  if (const auto* service = std::get_if<portcullis::cluster::Service>(&request.object)) {
    response.denial = {service->name, {{"x", service->load_balancer_class, ""}}};
    for (const auto& [key, value] : service->annotations) {
      response.audit_annotations.emplace_back(key, value);
    }
  }
  if (const auto* node = std::get_if<portcullis::cluster::Node>(&request.object)) {
    response.denial = {node->name, {}};
    for (const auto& [key, value] : node->labels) {
      response.audit_annotations.emplace_back(key, value);
    }
  }
  return response;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<char> body(size + 1);
  if (size != 0) std::memcpy(body.data(), data, size);
  const auto request = portcullis::webhook::ReadReview(std::span(body).first(size));
  if (!request) {
    Require(!request.error().message.empty());
    return 0;
  }
  std::string text(reinterpret_cast<const char*>(data), size);
  text.reserve(text.size() + kReadAhead);
  Require(text.find('\0') == std::string::npos);
  Require(UidIn(Parse(text), "request") == request->uid);

  std::string answer = portcullis::webhook::WriteAnswer(AnswerTo(*request));
  answer.reserve(answer.size() + kReadAhead);
  Require(UidIn(Parse(answer), "response") == request->uid);
  return 0;
}
