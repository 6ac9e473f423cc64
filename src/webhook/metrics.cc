#include "webhook/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <string>
#include <utility>

#include "policy/check.h"

namespace portcullis::webhook {
namespace {

constexpr std::array<const char*, 3> kKinds = {"Service", "Node", "other"};
constexpr std::array<const char*, 3> kOperations = {"CREATE", "UPDATE", "other"};
constexpr std::array<const char*, 4> kDecisions = {"allow", "warn", "deny", "error"};
constexpr std::size_t kOther = 2;
constexpr std::size_t kError = 3;
constexpr std::size_t kMaxChecks = 64;
constexpr std::size_t kSeverities = 5;
constexpr std::size_t kActions = 4;
constexpr std::size_t kReasons = 5;

// Edges below a millisecond, since a judgement takes microseconds, and one at each usual time limit of
// a webhook, so that "share of calls that would have timed out" is exact.
const prometheus::Histogram::BucketBoundaries kEdges = {
    .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 10};

std::size_t KindOf(const AdmissionRequest& request) {
  if (std::holds_alternative<cluster::Service>(request.object)) return 0;
  if (std::holds_alternative<cluster::Node>(request.object)) return 1;
  return kOther;
}

std::size_t OperationOf(const AdmissionRequest& request) {
  if (request.operation == Operation::kCreate) return 0;
  if (request.operation == Operation::kUpdate) return 1;
  return kOther;
}

std::size_t IndexOf(std::string_view check) {
  const auto checks = policy::AllChecks();
  std::size_t i = 0;
  while (i < checks.size() && checks[i].id != check) ++i;
  return i;
}

}  // namespace

struct Metrics::Families {
  using CounterFamily = prometheus::Family<prometheus::Counter>;

  explicit Families(prometheus::Registry& registry)
      : requests(prometheus::BuildCounter()
                     .Name("portcullis_admission_requests_total")
                     .Help("Admission requests by kind, operation and decision")
                     .Register(registry)),
        durations(prometheus::BuildHistogram()
                      .Name("portcullis_admission_request_duration_seconds")
                      .Help("Time to answer an admission request")
                      .Register(registry)),
        findings(prometheus::BuildCounter()
                     .Name("portcullis_admission_findings_total")
                     .Help("Findings of admission requests that were no dry runs")
                     .Register(registry)),
        not_evaluated(prometheus::BuildCounter()
                          .Name("portcullis_admission_not_evaluated_total")
                          .Help("Judgements of admission requests that could not be made, by reason")
                          .Register(registry)) {
    // Zero for what is known to come, so that rate() and alerts work from the first scrape.
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
      for (std::size_t operation = 0; operation < kOperations.size(); ++operation) {
        if ((kind == kOther) != (operation == kOther)) continue;
        for (std::size_t decision = 0; decision < kDecisions.size(); ++decision) {
          Request(kind, operation, decision);
        }
      }
      duration_of[kind] = &durations.Add({{"kind", kKinds[kind]}}, kEdges);
    }
    for (std::size_t reason = 0; reason < kReasons; ++reason) {
      reason_of[reason] = &not_evaluated.Add(
          {{"reason", std::string(ToString(static_cast<policy::Reason>(reason)))}});
    }
  }

  prometheus::Counter& Request(std::size_t kind, std::size_t operation, std::size_t decision) {
    return Lazy(request_of[kind][operation][decision], [&]() -> prometheus::Counter& {
      return requests.Add({{"kind", kKinds[kind]},
                           {"operation", kOperations[operation]},
                           {"decision", kDecisions[decision]}});
    });
  }

  prometheus::Counter& Finding(const policy::Finding& finding) {
    auto& slot = finding_of[IndexOf(finding.check)][static_cast<std::size_t>(finding.severity)]
                           [static_cast<std::size_t>(finding.action)];
    return Lazy(slot, [&]() -> prometheus::Counter& {
      return findings.Add({{"check", std::string(finding.check)},
                           {"severity", std::string(ToString(finding.severity))},
                           {"action", std::string(ToString(finding.action))}});
    });
  }

  // Looks a series up by its labels only once; adding it a second time gives the same one.
  template <typename Add>
  static prometheus::Counter& Lazy(std::atomic<prometheus::Counter*>& slot, Add add) {
    prometheus::Counter* counter = slot.load(std::memory_order_acquire);
    if (counter == nullptr) {
      counter = &add();
      slot.store(counter, std::memory_order_release);
    }
    return *counter;
  }

  CounterFamily& requests;
  prometheus::Family<prometheus::Histogram>& durations;
  CounterFamily& findings;
  CounterFamily& not_evaluated;
  std::atomic<prometheus::Counter*> request_of[kKinds.size()][kOperations.size()][kDecisions.size()] =
      {};
  std::array<prometheus::Histogram*, kKinds.size()> duration_of{};
  std::atomic<prometheus::Counter*> finding_of[kMaxChecks][kSeverities][kActions] = {};
  std::array<prometheus::Counter*, kReasons> reason_of{};
};

Metrics::Metrics(prometheus::Registry& registry)
    : families_(std::make_unique<Families>(registry)) {}

Metrics::~Metrics() = default;

void Metrics::Answered(const AdmissionRequest& request, const Admission& admission,
                       std::chrono::duration<double> duration) {
  const std::size_t kind = KindOf(request);
  const std::size_t operation = kind == kOther ? kOther : OperationOf(request);
  families_->Request(kind, operation, static_cast<std::size_t>(admission.decision)).Increment();
  families_->duration_of[kind]->Observe(duration.count());
  if (request.dry_run) return;
  for (const policy::Finding& finding : admission.evaluation.findings) {
    families_->Finding(finding).Increment();
  }
  for (const policy::NotEvaluated& entry : admission.evaluation.not_evaluated) {
    families_->reason_of[static_cast<std::size_t>(entry.reason)]->Increment();
  }
}

void Metrics::Refused() { families_->Request(kOther, kOther, kError).Increment(); }

}  // namespace portcullis::webhook
