#include "controller/term.h"

#include <utility>

namespace portcullis::controller {

Term::Term(Options options, kube::ApiClient& api, const Clock& clock, Metrics& metrics,
           log::Log& log)
    : api_(api, std::move(options.may_write)),
      metrics_(metrics),
      events_(std::move(options.identity), std::move(options.uid_of), api_, clock, metrics, log),
      reports_(ledger_, api_, clock, metrics, log),
      event_thread_([this](const std::stop_token& stop) { events_.Run(stop); }) {
  metrics_.Leads(true);
}

void Term::Take(const policy::ObjectRef& object, const policy::Evaluation& evaluation,
                message::Language language) {
  for (const Change& change : ledger_.Update(object, evaluation, language)) {
    events_.Record(change, std::chrono::steady_clock::now());
  }
}

void Term::TakeCloudObjects(const policy::Evaluation& evaluation, message::Language language) {
  ledger_.UpdateFacts(evaluation, language);
}

void Term::Forget(const policy::ObjectRef& object) {
  ledger_.Remove(object);
}

void Term::ShowCounts() {
  if (is_complete_) metrics_.Holds(ledger_.counts());
}

void Term::PassDone() {
  if (std::exchange(is_complete_, true)) return;
  const MutexLock lock(mutex_);
  if (has_ended_) return;
  report_thread_ = std::jthread([this](const std::stop_token& stop) { reports_.Run(stop); });
}

void Term::End() {
  const MutexLock lock(mutex_);
  if (std::exchange(has_ended_, true)) return;
  event_thread_.request_stop();
  report_thread_.request_stop();
  if (event_thread_.joinable()) event_thread_.join();
  if (report_thread_.joinable()) report_thread_.join();
  metrics_.Leads(false);
}

}  // namespace portcullis::controller
