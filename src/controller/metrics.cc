#include "controller/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <string>

#include "base/mutex.h"
#include "policy/check.h"

namespace portcullis::controller {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

// Of the queue and of the controller: there is one of each.
const prometheus::Labels kQueue = {{"name", "portcullis"}};
const prometheus::Labels kController = {{"controller", "portcullis"}};

constexpr std::array<const char*, 3> kEventResults = {"ok", "error", "dropped"};
constexpr std::array<const char*, 4> kReconcileResults = {"success", "error", "requeue",
                                                          "requeue_after"};

// As client-go: powers of ten from 10 ns.
const Histogram::BucketBoundaries kQueueEdges = {1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3,
                                                 1e-2, 1e-1, 1,    10,   100,  1000};
const Histogram::BucketBoundaries kReconcileEdges = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};

Family<Gauge>& GaugeFamily(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

Family<Counter>& CounterFamily(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Family<Histogram>& HistogramFamily(prometheus::Registry& registry, const char* name,
                                   const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

template <std::size_t N>
std::array<Counter*, N> WithResults(Family<Counter>& family,
                                    const std::array<const char*, N>& results,
                                    const prometheus::Labels& labels = {}) {
  std::array<Counter*, N> counters{};
  for (std::size_t i = 0; i < N; ++i) {
    prometheus::Labels with_result = labels;
    with_result["result"] = results[i];
    counters[i] = &family.Add(with_result);
  }
  return counters;
}

}  // namespace

struct Metrics::Families {
  explicit Families(prometheus::Registry& registry)
      : leader(GaugeFamily(registry, "portcullis_leader", "1 if this replica runs the loop, else 0")
                   .Add({})),
        events(WithResults(CounterFamily(registry, "portcullis_events_total",
                                         "Events about findings, by what became of them"),
                           kEventResults)),
        report_writes(WithResults(CounterFamily(registry, "portcullis_report_writes_total",
                                                "Writes and deletions of policy reports"),
                                  std::array<const char*, 2>{"failure", "success"})),
        depth(GaugeFamily(registry, "workqueue_depth", "Keys that wait for work").Add(kQueue)),
        adds(CounterFamily(registry, "workqueue_adds_total", "Keys added").Add(kQueue)),
        waited(HistogramFamily(registry, "workqueue_queue_duration_seconds",
                               "Time that a key waits before work on it begins")
                   .Add(kQueue, kQueueEdges)),
        worked(HistogramFamily(registry, "workqueue_work_duration_seconds", "Time of work on a key")
                   .Add(kQueue, kQueueEdges)),
        unfinished(GaugeFamily(registry, "workqueue_unfinished_work_seconds",
                               "Time that work in progress has taken so far")
                       .Add(kQueue)),
        longest(GaugeFamily(registry, "workqueue_longest_running_processor_seconds",
                            "Time that the longest work in progress has taken so far")
                    .Add(kQueue)),
        retries(CounterFamily(registry, "workqueue_retries_total", "Keys put back after a failure")
                    .Add(kQueue)),
        reconciles(WithResults(
            CounterFamily(registry, "controller_runtime_reconcile_total", "Reconciles by result"),
            kReconcileResults, kController)),
        errors(CounterFamily(registry, "controller_runtime_reconcile_errors_total",
                             "Reconciles that failed")
                   .Add(kController)),
        time(HistogramFamily(registry, "controller_runtime_reconcile_time_seconds",
                             "Time of a reconcile")
                 .Add(kController, kReconcileEdges)),
        active(GaugeFamily(registry, "controller_runtime_active_workers", "Reconciles in progress")
                   .Add(kController)) {}

  Gauge& leader;
  std::array<Counter*, 3> events;
  std::array<Counter*, 2> report_writes;
  Gauge& depth;
  Counter& adds;
  Histogram& waited;
  Histogram& worked;
  Gauge& unfinished;
  Gauge& longest;
  Counter& retries;
  std::array<Counter*, 4> reconciles;
  Counter& errors;
  Histogram& time;
  Gauge& active;
};

// The gauges of what the ledger holds. They exist from the leader's first count until it leads no
// more: two replicas that both told would be counted twice.
struct Metrics::FindingGauges {
  struct OfCheck {
    std::array<Gauge*, 5> findings{};
    Gauge* exempted = nullptr;
    std::array<Gauge*, 5> not_evaluated{};
  };

  explicit FindingGauges(prometheus::Registry& registry)
      : findings(GaugeFamily(registry, "portcullis_findings", "Findings that hold now")),
        exempted(GaugeFamily(registry, "portcullis_exempted", "Exempted findings that hold now")),
        not_evaluated(GaugeFamily(registry, "portcullis_not_evaluated",
                                  "Judgements that cannot be made now, by reason")) {}

  void Add() REQUIRES_LOCK(mutex) {
    for (const policy::Check& check : policy::AllChecks()) {
      const std::string id(check.id);
      OfCheck gauges;
      gauges.exempted = &exempted.Add({{"check", id}});
      for (std::size_t i = 0; i < gauges.findings.size(); ++i) {
        const std::string severity(ToString(static_cast<policy::Severity>(i)));
        gauges.findings[i] = &findings.Add({{"check", id}, {"severity", severity}});
      }
      for (std::size_t i = 0; i < gauges.not_evaluated.size(); ++i) {
        const std::string reason(ToString(static_cast<policy::Reason>(i)));
        gauges.not_evaluated[i] = &not_evaluated.Add({{"check", id}, {"reason", reason}});
      }
      checks.push_back(gauges);
    }
  }

  void Remove() REQUIRES_LOCK(mutex) {
    for (const OfCheck& gauges : checks) {
      exempted.Remove(gauges.exempted);
      for (Gauge* gauge : gauges.findings) findings.Remove(gauge);
      for (Gauge* gauge : gauges.not_evaluated) not_evaluated.Remove(gauge);
    }
    checks.clear();
  }

  Family<Gauge>& findings;
  Family<Gauge>& exempted;
  Family<Gauge>& not_evaluated;
  Mutex mutex;
  bool leads GUARDED_BY(mutex) = false;
  std::vector<OfCheck> checks GUARDED_BY(mutex);  // as AllChecks; empty: not shown
};

Metrics::Metrics(prometheus::Registry& registry)
    : families_(std::make_unique<Families>(registry)),
      findings_(std::make_unique<FindingGauges>(registry)) {}

Metrics::~Metrics() = default;

void Metrics::Leads(bool leads) {
  families_->leader.Set(leads ? 1 : 0);
  const MutexLock lock(findings_->mutex);
  findings_->leads = leads;
  if (!leads) findings_->Remove();
}

void Metrics::Holds(const std::vector<CheckCounts>& counts) {
  const MutexLock lock(findings_->mutex);
  if (!findings_->leads) return;
  if (findings_->checks.empty()) findings_->Add();
  for (std::size_t check = 0; check < counts.size(); ++check) {
    const FindingGauges::OfCheck& gauges = findings_->checks[check];
    gauges.exempted->Set(static_cast<double>(counts[check].exempted));
    for (std::size_t i = 0; i < gauges.findings.size(); ++i) {
      gauges.findings[i]->Set(static_cast<double>(counts[check].findings[i]));
    }
    for (std::size_t i = 0; i < gauges.not_evaluated.size(); ++i) {
      gauges.not_evaluated[i]->Set(static_cast<double>(counts[check].not_evaluated[i]));
    }
  }
}

void Metrics::Event(EventResult result) {
  families_->events[static_cast<std::size_t>(result)]->Increment();
}

void Metrics::ReportWrite(bool is_good) { families_->report_writes[is_good ? 1 : 0]->Increment(); }

void Metrics::QueueDepth(std::size_t depth) { families_->depth.Set(static_cast<double>(depth)); }

void Metrics::QueueAdded() { families_->adds.Increment(); }

void Metrics::QueueTaken(Duration waited) { families_->waited.Observe(waited.count()); }

void Metrics::QueueDone(Duration worked) { families_->worked.Observe(worked.count()); }

void Metrics::QueueRetried() { families_->retries.Increment(); }

void Metrics::QueueWorking(Duration all, Duration longest) {
  families_->unfinished.Set(all.count());
  families_->longest.Set(longest.count());
}

void Metrics::ReconcileStarted() { families_->active.Increment(); }

void Metrics::ReconcileEnded(ReconcileResult result, Duration duration) {
  families_->active.Decrement();
  families_->reconciles[static_cast<std::size_t>(result)]->Increment();
  if (result == ReconcileResult::kError) families_->errors.Increment();
  families_->time.Observe(duration.count());
}

}  // namespace portcullis::controller
