#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"
#include "controller/event.h"
#include "controller/event_history.h"
#include "controller/finding_ledger.h"
#include "controller/metrics.h"
#include "kube/api_client.h"
#include "log/log.h"

namespace portcullis::controller {

// Tells of findings at the Services and Nodes that they are about, as events (events.k8s.io/v1):
// one when a finding opens, one when it is resolved. Findings for information are told of as type
// Normal, exempted ones not at all, and those about lists and groups by reports and metrics alone.
//
// Nothing is kept for a restart. The leader that comes next opens all findings again, and the API
// server answers 409 to an event that is there still; of a finding older than events live (one hour
// by default) it takes the event again, so each change of the leader brings at most one more. A
// finding that comes back while its event is there raises the event's count.
//
// One lives as long as this replica leads. Record is thread-safe; the rest is for one thread.
class EventRecorder {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // The uid of a Service or a Node; nothing: it is gone.
  using UidOf = std::function<std::optional<std::string>(const policy::ObjectRef&)>;

  static constexpr std::size_t kMaxQueue = 1000;  // what comes when it is full is dropped
  static constexpr int kMaxTries = 12;  // of an event while the API server gives no answer
  static constexpr std::chrono::seconds kRetryInterval{10};

  // `instance` says which replica tells. All else outlives it.
  EventRecorder(std::string instance, UidOf uid_of, kube::ApiClient& api, const Clock& clock,
                Metrics& metrics, log::Log& log);

  // Queues what an event is to tell of. Waits for nothing.
  void Record(const Change& change, TimePoint now);

  // Writes what is queued, until a stop.
  void Run(const std::stop_token& stop);

  // Tries to write the event that has waited longest, with up to three calls. Returns when there is
  // something to do again; nothing: when something is recorded.
  std::optional<TimePoint> WriteNext(TimePoint now, const std::stop_token& stop);

 private:
  struct Pending {
    Change change;
    bool is_repeated = false;  // was recorded before, so the event may be there
    int tries = 0;
    TimePoint not_before{};
  };

  // Success also if the event is there already.
  kube::ApiResult<void> Write(const Pending& pending, const std::stop_token& stop);
  kube::ApiResult<void> Create(Event& event, const std::stop_token& stop);
  kube::ApiResult<void> RaiseCount(const Event& event, const std::stop_token& stop);
  void LogFailure(const Change& change, const kube::ApiError& error);

  const std::string instance_;
  const UidOf uid_of_;
  kube::ApiClient& api_;
  const Clock& clock_;
  Metrics& metrics_;
  log::Log& log_;

  Mutex mutex_;
  std::condition_variable_any recorded_;
  std::deque<Pending> queue_ GUARDED_BY(mutex_);  // only the writing thread takes from the front
  EventHistory history_ GUARDED_BY(mutex_);
  bool is_dropping_ GUARDED_BY(mutex_) = false;

  // Servers before 1.22 want events about Nodes in kube-system.
  std::string node_namespace_ = "default";
  std::string last_failure_;  // so that a lasting one is logged once
};

}  // namespace portcullis::controller
