#include "webhook/admission_handler.h"

#include <string>
#include <utility>

#include "webhook/review_codec.h"

namespace portcullis::webhook {
namespace {

constexpr std::string_view kPath = "/validate";
constexpr std::string_view kJson = "application/json";

http::Response Refuse(int status, std::string why) {
  return {.status = status, .body = std::move(why) + '\n'};
}

// Parameters, such as a charset, do not matter.
bool IsJson(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  if (type.size() < kJson.size()) return false;
  for (std::size_t i = 0; i < type.size(); ++i) {
    if (i >= kJson.size() ? type[i] != ' ' : (type[i] | 0x20) != (kJson[i] | 0x20)) return false;
  }
  return true;
}

}  // namespace

http::Response AdmissionHandler::Handle(const http::Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  if (request.path != kPath) return Refuse(404, "not found; reviews are posted to /validate");
  if (request.method != "POST") {
    http::Response response = Refuse(405, "use POST");
    response.headers.push_back({"Allow", "POST"});
    return response;
  }
  if (!request.content_type.empty() && !IsJson(request.content_type)) {
    metrics_.Refused();
    return Refuse(415, "use content type application/json");
  }
  const auto review = ReadReview(request.body);
  if (!review) {
    metrics_.Refused();
    return Refuse(400, review.error().message);
  }
  const auto snapshot = snapshots_.Get();
  const Admission admission = Admit(*review, *snapshot, clock_.Now());
  http::Response response{.content_type = kJson, .body = WriteAnswer(admission.response)};
  const auto duration = std::chrono::steady_clock::now() - start;
  metrics_.Answered(*review, admission, duration);
  on_answer_(*review, admission, duration);
  return response;
}

}  // namespace portcullis::webhook
