#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "cluster/node.h"
#include "cluster/service.h"
#include "kube/api_client.h"
#include "kube/backoff.h"
#include "kube/object_handler.h"
#include "kube/object_reader.h"
#include "kube/timer.h"
#include "kube/watch_reader.h"

namespace portcullis::kube {

// How up to date a reflector's handler is.
struct ReflectorState {
  bool synced = false;  // the handler was given a whole list once
  // When the server last said something; nothing if it never did. A healthy watch says something
  // about once a minute.
  std::optional<std::chrono::steady_clock::time_point> last_contact;
  std::string trouble;         // what went wrong since; empty: nothing
  std::size_t unreadable = 0;  // objects that could not be read, each time they were sent
};

// Keeps a handler told of all Services, or all Nodes, of the cluster: lists them, watches from
// there on, and lists again where the thread of events is lost. Modelled on client-go's Reflector
// (tools/cache/reflector.go), but for this:
//
// - It always asks for the newest list, page by page, and never for resourceVersion=0: that may be
//   older than what the handler knows, and the server then gives all 20,000 Services as one answer,
//   whatever the limit.
// - When the pages expire while they are read it begins again with the first page, and only if they
//   expire once more asks for everything at once.
//
// What goes wrong is told as a sentence to `on_trouble`, from the reflector's thread, then the
// reflector pauses (see Backoff) and
//
// - watches on, if the server cannot be reached, has too many requests (429), or was silent for too
//   long: what was seen still holds;
// - lists anew for everything else: 410 (the server has forgotten the version), another status,
//   what is no watch event, and a watch that ends within a second without an event.
//
// A watch that the server ends otherwise is followed by another, at once. An object that cannot be
// read is told to `on_trouble` and to the handler by name, and is no reason to stop.
//
// T is cluster::Service or cluster::Node. All references must outlive the reflector.
template <typename T>
class Reflector {
 public:
  Reflector(ApiClient& client, ObjectHandler<T>& handler, Timer& timer,
            std::function<void(const std::string&)> on_trouble);
  Reflector(const Reflector&) = delete;
  Reflector& operator=(const Reflector&) = delete;

  // Works until the stop and returns within a second of it. To be run once, on a thread of its own.
  void Run(const std::stop_token& stop);

  // Thread-safe.
  ReflectorState state() const;

 private:
  // What to do next, at once if there is no trouble, else after a pause.
  struct Step {
    enum class Kind { kList, kWatch };

    Kind kind;
    std::string trouble;
  };

  Step List(const std::stop_token& stop);
  // The pages of one list, of `limit` objects each; 0: all on one page.
  ApiResult<void> ReadPages(std::size_t limit, const std::stop_token& stop);
  Step Watch(const std::stop_token& stop);
  // What an event calls for, if that is the end of the watch.
  std::optional<Step> Take(WatchEvent& event);

  void Put(ObjectReader& object);
  void NoteContact();
  void NoteTrouble(const std::string& trouble);

  ApiClient& client_;
  ObjectHandler<T>& handler_;
  Timer& timer_;
  const std::function<void(const std::string&)> on_trouble_;

  // Of the reflector's thread.
  Backoff backoff_;
  std::string resource_version_;  // up to which the handler was told

  mutable Mutex mutex_;
  ReflectorState state_ GUARDED_BY(mutex_);
};

extern template class Reflector<cluster::Service>;
extern template class Reflector<cluster::Node>;

}  // namespace portcullis::kube
