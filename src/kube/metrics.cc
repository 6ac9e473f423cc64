#include "kube/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <utility>

namespace portcullis::kube {
namespace {

// client-go's.
const prometheus::Histogram::BucketBoundaries kEdges = {.005, .025, .1, .25, .5, 1,
                                                        2,    4,    8,  15,  30, 60};

std::string CodeOf(int status) { return status == 0 ? "<error>" : std::to_string(status); }

}  // namespace

struct ClientMetrics::Families {
  Families(prometheus::Registry& registry, std::string host_name)
      : host(std::move(host_name)),
        requests(prometheus::BuildCounter()
                     .Name("rest_client_requests_total")
                     .Help("Requests to the API server by code, method and host")
                     .Register(registry)),
        retries(prometheus::BuildCounter()
                    .Name("rest_client_request_retries_total")
                    .Help("Requests to the API server that were sent again, by code, verb and host")
                    .Register(registry)),
        durations(prometheus::BuildHistogram()
                      .Name("rest_client_request_duration_seconds")
                      .Help("Time until the API server has answered, by verb and host")
                      .Register(registry)) {}

  const std::string host;
  prometheus::Family<prometheus::Counter>& requests;
  prometheus::Family<prometheus::Counter>& retries;
  prometheus::Family<prometheus::Histogram>& durations;
};

ClientMetrics::ClientMetrics(prometheus::Registry& registry, std::string host)
    : families_(std::make_unique<Families>(registry, std::move(host))) {}

ClientMetrics::~ClientMetrics() = default;

void ClientMetrics::Requested(std::string_view method, int status,
                              std::chrono::duration<double> duration) {
  const std::string verb(method);
  const std::string& host = families_->host;
  families_->requests.Add({{"code", CodeOf(status)}, {"method", verb}, {"host", host}}).Increment();
  families_->durations.Add({{"verb", verb}, {"host", host}}, kEdges).Observe(duration.count());
}

void ClientMetrics::Repeated(std::string_view method, int status) {
  families_->retries
      .Add({{"code", CodeOf(status)}, {"verb", std::string(method)}, {"host", families_->host}})
      .Increment();
}

}  // namespace portcullis::kube
