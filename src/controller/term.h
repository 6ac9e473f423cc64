#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "controller/event_recorder.h"
#include "controller/finding_ledger.h"
#include "controller/leader_client.h"
#include "controller/metrics.h"
#include "controller/report_writer.h"
#include "kube/api_client.h"
#include "log/log.h"
#include "message/language.h"
#include "policy/finding.h"

namespace portcullis::controller {

// What a replica does from when it leads until it does not: holds what is found and says it as events,
// reports and gauges. What is found is told by one thread; End may be called from another.
class Term {
 public:
  struct Options {
    std::string identity;               // of this replica
    std::function<bool()> may_write;    // whether it still leads; thread-safe, returns at once
    EventRecorder::UidOf uid_of;        // thread-safe
  };

  // All else outlives it.
  Term(Options options, kube::ApiClient& api, const Clock& clock, Metrics& metrics, log::Log& log);
  Term(const Term&) = delete;
  Term& operator=(const Term&) = delete;
  ~Term() { End(); }

  // What is found about a Service or a Node now.
  void Take(const policy::ObjectRef& object, const policy::Evaluation& evaluation,
            message::Language language);
  // What is found about the objects of the cloud now.
  void TakeCloudObjects(const policy::Evaluation& evaluation, message::Language language);
  // A Service or Node that is gone.
  void Forget(const policy::ObjectRef& object);
  // Everything was told once. Until then nothing is reported: what is not told yet would be missing.
  void PassDone();

  // Brings the gauges up to date with what was told.
  void ShowCounts();

  // Ends all writing, within a second. What is told after that is lost.
  void End();

 private:
  LeaderClient api_;
  Metrics& metrics_;
  FindingLedger ledger_;
  EventRecorder events_;
  ReportWriter reports_;
  bool is_complete_ = false;

  Mutex mutex_;
  bool has_ended_ GUARDED_BY(mutex_) = false;
  // Last: they use the others.
  std::jthread event_thread_ GUARDED_BY(mutex_);
  std::jthread report_thread_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::controller
