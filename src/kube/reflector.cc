#include "kube/reflector.h"

#include <utility>

#include "base/percent_encoded.h"
#include "kube/list_reader.h"

namespace portcullis::kube {
namespace {

constexpr int kTooManyRequests = 429;
constexpr int kGone = 410;  // of reason Expired or Gone

// The server ends the watch after a time between the two, so that the watches of many clients do
// not all begin anew at once.
constexpr std::chrono::seconds kShortestWatch{300};
constexpr std::chrono::seconds kLongestWatch{600};
// Three times the interval of bookmarks: a connection that brings nothing for so long is dead.
constexpr std::chrono::seconds kSilence{180};
// A watch that ends sooner without an event would be repeated in a tight loop.
constexpr std::chrono::seconds kVeryShort{1};

// What is to know of a kind besides how it is read.
template <typename T>
struct Kind;

template <>
struct Kind<cluster::Service> {
  static constexpr std::string_view kName = "Service";
  static constexpr std::string_view kListKind = "ServiceList";
  static constexpr std::string_view kPath = "/api/v1/services";
  static constexpr std::size_t kPageSize = 500;  // some 3 KB each

  static auto Take(ObjectReader& object) { return object.TakeService(); }
};

template <>
struct Kind<cluster::Node> {
  static constexpr std::string_view kName = "Node";
  static constexpr std::string_view kListKind = "NodeList";
  static constexpr std::string_view kPath = "/api/v1/nodes";
  // Up to 30 KB each, as their status names the images of a node. A page is held in memory whole.
  static constexpr std::size_t kPageSize = 200;

  static auto Take(ObjectReader& object) { return object.TakeNode(); }
};

std::string Describe(const ApiError& error) {
  if (error.code == 0) return error.message;
  std::string text = std::to_string(error.code);
  if (!error.reason.empty()) text += ' ' + error.reason;
  if (!error.message.empty()) text += ": " + error.message;
  return text;
}

template <typename T>
std::string ListTrouble(const ApiError& error) {
  return "list " + std::string(Kind<T>::kName) + "s: " + Describe(error);
}

template <typename T>
std::string WatchTrouble(std::string_view what) {
  return "watch " + std::string(Kind<T>::kName) + "s: " + std::string(what);
}

// Whether what was seen before a watch failed so still holds and nothing is missed.
bool MayWatchOn(const ApiError& error) { return error.code == 0 || error.code == kTooManyRequests; }

ObjectName NameOf(const ObjectReader& object) { return {object.namespace_name(), object.name()}; }

}  // namespace

template <typename T>
Reflector<T>::Reflector(ApiClient& client, ObjectHandler<T>& handler, Timer& timer,
                        std::function<void(const std::string&)> on_trouble)
    : client_(client), handler_(handler), timer_(timer), on_trouble_(std::move(on_trouble)) {}

template <typename T>
void Reflector<T>::Run(const std::stop_token& stop) {
  Step step{Step::Kind::kList, ""};
  while (!stop.stop_requested()) {
    step = step.kind == Step::Kind::kList ? List(stop) : Watch(stop);
    if (step.trouble.empty() || stop.stop_requested()) continue;
    NoteTrouble(step.trouble);
    timer_.Sleep(backoff_.Next(timer_.Now(), timer_.Random()), stop);
  }
}

template <typename T>
typename Reflector<T>::Step Reflector<T>::List(const std::stop_token& stop) {
  ApiResult<void> read;
  for (const std::size_t limit : {Kind<T>::kPageSize, Kind<T>::kPageSize, std::size_t{0}}) {
    read = ReadPages(limit, stop);
    if (read || read.error().code != kGone) break;
  }
  if (!read) return {Step::Kind::kList, ListTrouble<T>(read.error())};
  handler_.ListDone();
  const MutexLock lock(mutex_);
  state_.synced = true;
  return {Step::Kind::kWatch, ""};
}

template <typename T>
ApiResult<void> Reflector<T>::ReadPages(std::size_t limit, const std::stop_token& stop) {
  handler_.ListStarted();
  std::string continue_token;
  do {
    ApiRequest request;
    request.path = Kind<T>::kPath;
    if (limit != 0) request.path += "?limit=" + std::to_string(limit);
    if (!continue_token.empty()) request.path += "&continue=" + PercentEncoded(continue_token);
    auto body = client_.Call(request, stop);
    if (!body) return tl::unexpected(std::move(body.error()));
    NoteContact();
    auto page = ReadListPage(*std::move(body), Kind<T>::kListKind,
                             [this](ObjectReader& object) { Put(object); });
    if (!page) return tl::unexpected(ApiError{0, "", "the answer: " + page.error().message, {}});
    resource_version_ = std::move(page->resource_version);
    continue_token = std::move(page->continue_token);
  } while (!continue_token.empty());
  return {};
}

template <typename T>
typename Reflector<T>::Step Reflector<T>::Watch(const std::stop_token& stop) {
  const auto length = kShortestWatch + std::chrono::floor<std::chrono::seconds>(
                                           (kLongestWatch - kShortestWatch) * timer_.Random());
  const std::string path = std::string(Kind<T>::kPath) + "?watch=1&allowWatchBookmarks=true" +
                           "&resourceVersion=" + PercentEncoded(resource_version_) +
                           "&timeoutSeconds=" + std::to_string(length.count());
  const auto begun = timer_.Now();
  WatchReader reader;
  bool had_event = false;
  std::optional<Step> end;
  const auto on_bytes = [&](std::string_view bytes) {
    NoteContact();
    while (!end) {
      auto event = reader.Next(bytes);
      if (!event) {
        end = {Step::Kind::kList, WatchTrouble<T>("an event: " + event.error().message)};
      } else if (*event) {
        had_event = true;
        end = Take(**event);
      } else {
        return true;
      }
    }
    return false;
  };
  const auto streamed = client_.Stream(path, kSilence, on_bytes, stop);
  if (end) return *std::move(end);
  if (!streamed) {
    return {MayWatchOn(streamed.error()) ? Step::Kind::kWatch : Step::Kind::kList,
            WatchTrouble<T>(Describe(streamed.error()))};
  }
  if (reader.is_inside_event()) {
    return {Step::Kind::kWatch, WatchTrouble<T>("it ended inside an event")};
  }
  if (!had_event && timer_.Now() - begun < kVeryShort) {
    return {Step::Kind::kList, WatchTrouble<T>("it ended at once, without an event")};
  }
  return {Step::Kind::kWatch, ""};
}

template <typename T>
std::optional<typename Reflector<T>::Step> Reflector<T>::Take(WatchEvent& event) {
  switch (event.type) {
    case WatchEvent::Type::kAdded:
    case WatchEvent::Type::kModified: Put(event.object); break;
    case WatchEvent::Type::kDeleted: handler_.Delete(NameOf(event.object)); break;
    case WatchEvent::Type::kBookmark: break;
    case WatchEvent::Type::kError:
      return Step{MayWatchOn(event.status) ? Step::Kind::kWatch : Step::Kind::kList,
                  WatchTrouble<T>(Describe(event.status))};
    case WatchEvent::Type::kOther: return std::nullopt;
  }
  resource_version_ = event.object.resource_version();
  return std::nullopt;
}

template <typename T>
void Reflector<T>::Put(ObjectReader& object) {
  const ObjectName name = NameOf(object);
  auto taken = Kind<T>::Take(object);
  if (taken) return handler_.Put(*std::move(taken), object.uid());
  handler_.PutUnreadable(name);
  {
    const MutexLock lock(mutex_);
    ++state_.unreadable;
  }
  on_trouble_(std::string(Kind<T>::kName) + ' ' + std::string(name.namespace_name) +
              (name.namespace_name.empty() ? "" : "/") + std::string(name.name) +
              " cannot be read: " + taken.error().Sentence());
}

template <typename T>
void Reflector<T>::NoteContact() {
  const auto now = timer_.Now();
  const MutexLock lock(mutex_);
  state_.last_contact = now;
  state_.trouble.clear();
}

template <typename T>
void Reflector<T>::NoteTrouble(const std::string& trouble) {
  {
    const MutexLock lock(mutex_);
    state_.trouble = trouble;
  }
  on_trouble_(trouble);
}

template <typename T>
ReflectorState Reflector<T>::state() const {
  const MutexLock lock(mutex_);
  return state_;
}

template class Reflector<cluster::Service>;
template class Reflector<cluster::Node>;

}  // namespace portcullis::kube
