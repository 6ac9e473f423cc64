#include "controller/metrics.h"

#include <doctest/doctest.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <sstream>
#include <string>
#include <string_view>

#include "policy/check.h"

namespace portcullis::controller {
namespace {

std::string Page(const prometheus::Registry& registry) {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, registry.Collect());
  return text.str();
}

std::size_t CountOf(std::string_view needle, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(needle); at != text.npos; at = text.find(needle, at + 1)) ++count;
  return count;
}

bool Has(const std::string& page, const std::string& line) {
  return page.find("\n" + line + "\n") != page.npos;
}

TEST_CASE("gauges of findings are the leader's alone") {
  prometheus::Registry registry;
  Metrics metrics(registry);
  const auto checks = policy::AllChecks();
  std::vector<CheckCounts> counts(checks.size());
  counts[1] = {{0, 1, 0, 12, 0}, 3, {0, 2, 0, 0, 0}};  // nodeport-not-admitted
  const auto shown = [&] {
    const std::string page = Page(registry);
    return CountOf("\nportcullis_findings{", page) + CountOf("\nportcullis_exempted{", page) +
           CountOf("\nportcullis_not_evaluated{", page);
  };

  metrics.Holds(counts);
  CHECK(shown() == 0);

  metrics.Leads(true);
  CHECK(Has(Page(registry), "portcullis_leader 1"));
  CHECK(shown() == 0);  // nothing is counted yet

  metrics.Holds(counts);
  CHECK(shown() == checks.size() * (5 + 1 + 5));
  const std::string page = Page(registry);
  CHECK(Has(page, R"(portcullis_findings{check="nodeport-not-admitted",severity="high"} 12)"));
  CHECK(Has(page, R"(portcullis_findings{check="nodeport-not-admitted",severity="low"} 1)"));
  CHECK(Has(page, R"(portcullis_findings{check="rule-shadowed",severity="medium"} 0)"));
  CHECK(Has(page, R"(portcullis_exempted{check="nodeport-not-admitted"} 3)"));
  CHECK(Has(page,
            R"(portcullis_not_evaluated{check="nodeport-not-admitted",reason="facts-stale"} 2)"));

  metrics.Leads(false);
  CHECK(Has(Page(registry), "portcullis_leader 0"));
  CHECK(shown() == 0);
  metrics.Holds(counts);
  CHECK(shown() == 0);

  metrics.Leads(true);
  metrics.Holds(std::vector<CheckCounts>(checks.size()));
  CHECK(Has(Page(registry), R"(portcullis_exempted{check="nodeport-not-admitted"} 0)"));
}

TEST_CASE("counters are there from the start") {
  prometheus::Registry registry;
  Metrics metrics(registry);
  const std::string page = Page(registry);
  for (const char* line :
       {"portcullis_leader 0", R"(portcullis_events_total{result="ok"} 0)",
        R"(portcullis_events_total{result="dropped"} 0)",
        R"(portcullis_report_writes_total{result="failure"} 0)",
        R"(workqueue_depth{name="portcullis"} 0)", R"(workqueue_adds_total{name="portcullis"} 0)",
        R"(workqueue_retries_total{name="portcullis"} 0)",
        R"(workqueue_queue_duration_seconds_count{name="portcullis"} 0)",
        R"(workqueue_work_duration_seconds_count{name="portcullis"} 0)",
        R"(workqueue_unfinished_work_seconds{name="portcullis"} 0)",
        R"(workqueue_longest_running_processor_seconds{name="portcullis"} 0)",
        R"(controller_runtime_reconcile_total{controller="portcullis",result="requeue_after"} 0)",
        R"(controller_runtime_reconcile_errors_total{controller="portcullis"} 0)",
        R"(controller_runtime_reconcile_time_seconds_count{controller="portcullis"} 0)",
        R"(controller_runtime_active_workers{controller="portcullis"} 0)"}) {
    CAPTURE(std::string(line));
    CHECK(Has(page, line));
  }
}

TEST_CASE("work is counted") {
  using std::chrono::milliseconds;
  prometheus::Registry registry;
  Metrics metrics(registry);
  metrics.QueueAdded();
  metrics.QueueDepth(1);
  metrics.QueueTaken(milliseconds(5));
  metrics.ReconcileStarted();
  metrics.QueueWorking(milliseconds(750), milliseconds(500));
  CHECK(Has(Page(registry), R"(controller_runtime_active_workers{controller="portcullis"} 1)"));
  metrics.ReconcileEnded(Metrics::ReconcileResult::kError, milliseconds(20));
  metrics.QueueDone(milliseconds(20));
  metrics.QueueRetried();
  metrics.Event(Metrics::EventResult::kDropped);
  metrics.ReportWrite(true);
  const std::string page = Page(registry);
  for (const char* line :
       {R"(workqueue_depth{name="portcullis"} 1)", R"(workqueue_adds_total{name="portcullis"} 1)",
        R"(workqueue_retries_total{name="portcullis"} 1)",
        R"(workqueue_queue_duration_seconds_bucket{name="portcullis",le="0.001"} 0)",
        R"(workqueue_queue_duration_seconds_bucket{name="portcullis",le="0.01"} 1)",
        R"(workqueue_work_duration_seconds_count{name="portcullis"} 1)",
        R"(workqueue_unfinished_work_seconds{name="portcullis"} 0.75)",
        R"(workqueue_longest_running_processor_seconds{name="portcullis"} 0.5)",
        R"(controller_runtime_reconcile_total{controller="portcullis",result="error"} 1)",
        R"(controller_runtime_reconcile_errors_total{controller="portcullis"} 1)",
        R"(controller_runtime_active_workers{controller="portcullis"} 0)",
        R"(portcullis_events_total{result="dropped"} 1)",
        R"(portcullis_report_writes_total{result="success"} 1)"}) {
    CAPTURE(std::string(line));
    CHECK(Has(page, line));
  }
}

}  // namespace
}  // namespace portcullis::controller
