#include "kube/retry.h"

namespace portcullis::kube {
namespace {

using Kind = http::Client::Failure::Kind;

constexpr int kMaxAskedToWait = 10;
constexpr int kMaxUnanswered = 3;
constexpr std::chrono::milliseconds kFirstPause{100};

}  // namespace

std::optional<std::chrono::milliseconds> WaitBeforeRetry(
    ApiRequest::Method method, const http::Client::Outcome<http::Client::Answer>& outcome,
    Tries& tries) {
  if (outcome) {
    const http::AnswerHead& head = outcome->head;
    const bool is_temporary = head.status == 429 || head.status >= 500;
    if (!is_temporary || !head.retry_after || tries.asked_to_wait == kMaxAskedToWait) {
      return std::nullopt;
    }
    ++tries.asked_to_wait;
    return *head.retry_after;
  }
  const Kind kind = outcome.error().kind;
  const bool is_safe =
      kind == Kind::kNotSent || (kind == Kind::kBroken && method == ApiRequest::Method::kGet);
  if (!is_safe || tries.unanswered == kMaxUnanswered) return std::nullopt;
  return kFirstPause * (1 << tries.unanswered++);
}

}  // namespace portcullis::kube
