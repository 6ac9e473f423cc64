#include "serve/metrics.h"

#include <dirent.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "serve/version.h"

namespace portcullis::serve {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::MetricFamily;
using prometheus::MetricType;

double Seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

MetricFamily Single(const char* name, const char* help, MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  return {name, help, type, {metric}};
}

double CountOpenFiles() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  int count = 0;
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count - 3;  // "." and ".." and the directory itself
}

// The names that Prometheus clients share. Source: proc(5), fields of /proc/self/stat.
std::vector<MetricFamily> ProcessMetrics() {
  std::ifstream file("/proc/self/stat");
  std::string stat;
  std::getline(file, stat);
  // The second field, the command, may hold anything but ends at the last parenthesis.
  std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 2)));
  std::vector<std::string> values;
  for (std::string value; fields >> value;) values.push_back(value);
  if (values.size() < 22) return {};
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto number = [&](std::size_t field) { return std::stod(values[field - 3]); };
  return {Single("process_cpu_seconds_total", "User and system CPU time", MetricType::Counter,
                 (number(14) + number(15)) / ticks),
          Single("process_resident_memory_bytes", "Resident memory size", MetricType::Gauge,
                 number(24) * static_cast<double>(sysconf(_SC_PAGESIZE))),
          Single("process_virtual_memory_bytes", "Virtual memory size", MetricType::Gauge,
                 number(23)),
          Single("process_open_fds", "Open file descriptors", MetricType::Gauge, CountOpenFiles())};
}

}  // namespace

struct Metrics::Families {
  explicit Families(prometheus::Registry& registry)
      : config_reloads(prometheus::BuildCounter()
                           .Name("portcullis_config_reloads_total")
                           .Help("Readings of the config document, by result")
                           .Register(registry)),
        config_success(prometheus::BuildGauge()
                           .Name("portcullis_config_last_reload_success_timestamp_seconds")
                           .Help("When the config in force was read")
                           .Register(registry)),
        facts_refreshes(prometheus::BuildCounter()
                            .Name("portcullis_facts_refreshes_total")
                            .Help("Readings of the facts, by result")
                            .Register(registry)),
        facts_observed(prometheus::BuildGauge()
                           .Name("portcullis_facts_observed_timestamp_seconds")
                           .Help("When the facts in force were observed")
                           .Register(registry)),
        certificate(prometheus::BuildGauge()
                        .Name("portcullis_certificate_not_after_timestamp_seconds")
                        .Help("When the serving certificate, or the authority that signs it, ends")
                        .Register(registry)),
        build_info(prometheus::BuildGauge()
                       .Name("portcullis_build_info")
                       .Help("Always 1; the labels tell the build")
                       .Register(registry)) {
    for (Family<Counter>* family : {&config_reloads, &facts_refreshes}) {
      for (const char* result : {"success", "failure"}) family->Add({{"result", result}});
    }
    build_info.Add({{"version", std::string(kVersion)}, {"compiler", std::string(kCompiler)}}).Set(1);
  }

  Family<Counter>& config_reloads;
  Family<Gauge>& config_success;
  Family<Counter>& facts_refreshes;
  Family<Gauge>& facts_observed;
  Family<Gauge>& certificate;
  Family<Gauge>& build_info;
};

Metrics::Metrics(prometheus::Registry& registry)
    : families_(std::make_unique<Families>(registry)) {}

Metrics::~Metrics() = default;

void Metrics::Reloaded(Document document, bool good) {
  auto& family = document == Document::kConfig ? families_->config_reloads : families_->facts_refreshes;
  family.Add({{"result", good ? "success" : "failure"}}).Increment();
  if (document == Document::kConfig && good) {
    families_->config_success.Add({}).Set(Seconds(std::chrono::system_clock::now()));
  }
}

void Metrics::FactsObserved(std::chrono::system_clock::time_point time) {
  families_->facts_observed.Add({}).Set(Seconds(time));
}

void Metrics::CertificateEnds(Certificate certificate, std::chrono::system_clock::time_point time) {
  const char* const kind = certificate == Certificate::kServing ? "serving" : "authority";
  families_->certificate.Add({{"kind", kind}}).Set(Seconds(time));
}

http::Response MetricsPage(const prometheus::Registry& registry, const http::Request& request) {
  if (request.path != "/metrics") return {.status = 404, .body = "not found; see /metrics\n"};
  if (request.method != "GET") return {.status = 405, .body = "use GET\n", .headers = {{"Allow", "GET"}}};
  std::vector<MetricFamily> families = registry.Collect();
  for (MetricFamily& family : ProcessMetrics()) families.push_back(std::move(family));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = std::move(text).str()};
}

}  // namespace portcullis::serve
