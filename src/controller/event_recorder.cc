#include "controller/event_recorder.h"

#include <algorithm>
#include <utility>

#include "json/reader.h"

namespace portcullis::controller {
namespace {

using kube::ApiError;
using kube::ApiRequest;
using kube::ApiResult;
using Method = ApiRequest::Method;
using Kind = policy::ObjectRef::Kind;

constexpr int kNotFound = 404;
constexpr int kConflict = 409;
constexpr int kUnprocessable = 422;

bool IsToldByEvents(const Change& change) {
  const bool has_events = change.object.kind == Kind::kService || change.object.kind == Kind::kNode;
  return has_events && change.kind != Change::Kind::kChanged;
}

std::string EventsPath(const Event& event) {
  return "/apis/events.k8s.io/v1/namespaces/" + event.namespace_name + "/events";
}

ApiResult<json::Document> Parse(std::string body) {
  auto document = json::ParseJson(std::move(body));
  if (document) return *std::move(document);
  return tl::unexpected(ApiError{200, "", "the answer is no JSON", {}});
}

const json::Value* Find(const json::Document& document, std::string_view key,
                        std::string_view inner) {
  const json::Value* value = document.root().Find(key);
  return value == nullptr ? nullptr : value->Find(inner);
}

bool IsAboutNamespace(const ApiError& error) {
  return error.code == kUnprocessable &&
         std::find(error.fields.begin(), error.fields.end(), "involvedObject.namespace") !=
             error.fields.end();
}

}  // namespace

EventRecorder::EventRecorder(std::string instance, UidOf uid_of, kube::ApiClient& api,
                             const Clock& clock, Metrics& metrics, log::Log& log)
    : instance_(std::move(instance)),
      uid_of_(std::move(uid_of)),
      api_(api),
      clock_(clock),
      metrics_(metrics),
      log_(log) {}

void EventRecorder::Record(const Change& change, TimePoint now) {
  if (!IsToldByEvents(change)) return;
  const MutexLock lock(mutex_);
  if (queue_.size() == kMaxQueue) {
    metrics_.Event(Metrics::EventResult::kDropped);
    if (!std::exchange(is_dropping_, true)) log_.Warning("Events are dropped: too many wait");
    return;
  }
  const EventHistory::Verdict verdict = history_.Add(change.object, DigestOf(change, ""), now);
  if (verdict == EventHistory::Verdict::kTooMany) {
    metrics_.Event(Metrics::EventResult::kDropped);
    return;
  }
  queue_.push_back({change, verdict == EventHistory::Verdict::kRepeated});
  recorded_.notify_one();
}

void EventRecorder::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto next = WriteNext(std::chrono::steady_clock::now(), stop);
    MutexLock lock(mutex_);
    if (next) {
      recorded_.wait_until(lock, stop, *next, [] { return false; });
    } else {
      recorded_.wait(lock, stop, [this]() REQUIRES_LOCK(mutex_) { return !queue_.empty(); });
    }
  }
}

std::optional<EventRecorder::TimePoint> EventRecorder::WriteNext(TimePoint now,
                                                                 const std::stop_token& stop) {
  Pending pending;
  {
    const MutexLock lock(mutex_);
    if (queue_.empty()) return std::nullopt;
    if (queue_.front().not_before > now) return queue_.front().not_before;
    pending = queue_.front();
  }
  const ApiResult<void> written = Write(pending, stop);
  if (stop.stop_requested()) return std::nullopt;
  // What the server answers does not change by asking again; that it gives no answer may.
  const bool try_again = !written && written.error().code == 0 && pending.tries + 1 < kMaxTries;
  if (!try_again) {
    metrics_.Event(written ? Metrics::EventResult::kOk : Metrics::EventResult::kError);
  }
  if (written) {
    last_failure_.clear();
  } else {
    LogFailure(pending.change, written.error());
  }
  const MutexLock lock(mutex_);
  if (try_again) {
    ++queue_.front().tries;
    queue_.front().not_before = now + kRetryInterval;
    return queue_.front().not_before;
  }
  queue_.pop_front();
  is_dropping_ = is_dropping_ && !queue_.empty();
  return queue_.empty() ? std::nullopt : std::optional(now);
}

ApiResult<void> EventRecorder::Write(const Pending& pending, const std::stop_token& stop) {
  // kubectl shows a Service's events by its uid.
  std::optional<std::string> uid = uid_of_(pending.change.object);
  if (!uid) return {};  // the object is gone
  Event event = EventOf(pending.change, *std::move(uid));
  if (event.regarding.kind == Kind::kNode) event.namespace_name = node_namespace_;
  if (pending.is_repeated) {
    const ApiResult<void> raised = RaiseCount(event, stop);
    if (raised || raised.error().code != kNotFound) return raised;
  }
  return Create(event, stop);
}

ApiResult<void> EventRecorder::Create(Event& event, const std::stop_token& stop) {
  const auto post = [&] {
    return api_.Call({.method = Method::kPost,
                      .path = EventsPath(event),
                      .body = WriteEvent(event, instance_, clock_.Now())},
                     stop);
  };
  ApiResult<std::string> answer = post();
  if (!answer && IsAboutNamespace(answer.error()) && event.regarding.kind == Kind::kNode) {
    node_namespace_ = event.namespace_name = "kube-system";
    answer = post();
  }
  if (!answer && answer.error().code != kConflict) return tl::unexpected(answer.error());
  return {};
}

ApiResult<void> EventRecorder::RaiseCount(const Event& event, const std::stop_token& stop) {
  const std::string path = EventsPath(event) + "/" + event.name;
  const auto count = api_.Call({.path = path}, stop)
                         .and_then([](std::string body) { return Parse(std::move(body)); })
                         .map([](const json::Document& document) {
                           const json::Value* value = Find(document, "series", "count");
                           return value == nullptr ? 1 : value->AsInt64().value_or(1);
                         });
  if (!count) return tl::unexpected(count.error());
  const auto patched = api_.Call({.method = Method::kPatch,
                                  .path = path,
                                  .body = WriteSeries(*count + 1, clock_.Now()),
                                  .content_type = "application/merge-patch+json"},
                                 stop);
  if (!patched) return tl::unexpected(patched.error());
  return {};
}

void EventRecorder::LogFailure(const Change& change, const ApiError& error) {
  const std::string failure = std::to_string(error.code) + " " + error.reason;
  if (std::exchange(last_failure_, failure) == failure) return;
  log_.Warning("Event was not written",
               {{"kind", ToString(change.object.kind)},
                {"namespace", std::string_view(change.object.namespace_name)},
                {"name", std::string_view(change.object.name)},
                {"code", std::int64_t{error.code}},
                {"error", std::string_view(error.message)}});
}

}  // namespace portcullis::controller
