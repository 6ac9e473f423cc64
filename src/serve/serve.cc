#include "serve/serve.h"

#include <prometheus/registry.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "controller/controller.h"
#include "controller/metrics.h"
#include "http/server.h"
#include "kube/find_cluster.h"
#include "kube/rest_client.h"
#include "serve/documents.h"
#include "serve/health.h"
#include "serve/metrics.h"
#include "serve/review_log.h"
#include "serve/version.h"
#include "serve/webhook_certificate.h"
#include "webhook/admission_handler.h"
#include "webhook/metrics.h"

namespace portcullis::serve {
namespace {

constexpr int kExitFailure = 2;
// The webhook's time limit in the chart is 3 s; calls that began before are answered by then.
constexpr std::chrono::seconds kDrainTimeout{5};

// The signals that end the program, blocked in every thread and waited for in one.
class EndingSignals {
 public:
  // Before any thread is made, so that all inherit the mask.
  EndingSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    signal(SIGPIPE, SIG_IGN);
  }

  int Wait() const {
    int signal_number = 0;
    while (sigwait(&set_, &signal_number) != 0) {
    }
    return signal_number;
  }

  // Whether none comes for this long.
  bool Quiet(std::chrono::seconds time) const {
    const timespec limit{static_cast<std::time_t>(time.count()), 0};
    return sigtimedwait(&set_, nullptr, &limit) < 0;
  }

  // From now on they end the program as they would any other.
  void Release() const { pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }

 private:
  sigset_t set_{};
};

// The API server that the options or the Pod name, and where we are in the cluster.
struct Cluster {
  std::unique_ptr<kube::RestClient> api;
  std::string namespace_name;
};

// Nothing at a desk without --kubeconfig.
Result<std::optional<Cluster>> Connect(const Options& options, prometheus::Registry& registry) {
  const kube::Environment environment = kube::Environment::OfProcess();
  if (options.kubeconfig.empty() && !environment.is_in_cluster()) return std::nullopt;
  auto access = kube::FindCluster(options.kubeconfig, environment);
  if (!access) return tl::unexpected(access.error());
  std::string namespace_name = access->default_namespace;
  auto api = kube::RestClient::Make(*std::move(access), kVersion, registry);
  if (!api) return tl::unexpected(api.error());
  return Cluster{*std::move(api), std::move(namespace_name)};
}

controller::Controller::Options LoopOptions(const Options& options, const Cluster& cluster) {
  const std::string& given = options.leader_elect_namespace;
  return {.election = {.namespace_name = given.empty() ? cluster.namespace_name : given,
                       .lease = "portcullis",
                       .identity = controller::MakeIdentity()},
          .elect = options.leader_elect};
}

int Threads() { return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U)); }

int Fail(log::Log& log, std::string_view what, const Error& error) {
  log.Error(what, {{"err", error.message}});
  return kExitFailure;
}

}  // namespace

int Serve(const Options& options) {
  const EndingSignals signals;
  log::Log log(options.log_format, options.verbosity);
  if (!options.webhook && !options.controller) {
    return Fail(log, "Nothing to do", {Error::Code::kInvalidArgument, "--webhook and --controller are both off"});
  }
  log.Info(0, "Starting", {{"version", kVersion}});

  prometheus::Registry registry;
  Metrics metrics(registry);
  webhook::Metrics webhook_metrics(registry);
  controller::Metrics loop_metrics(registry);
  const SystemClock clock;
  policy::SnapshotMaker snapshots;
  const auto documents = Documents::Make(options.config, options.facts, snapshots, metrics, log);
  if (!documents) return Fail(log, "Could not read the config", documents.error());
  const auto cluster = Connect(options, registry);
  if (!cluster) return Fail(log, "Could not find the cluster", cluster.error());
  std::optional<controller::Controller> loop;
  if (*cluster && options.controller) {
    loop.emplace(LoopOptions(options, **cluster), *(*cluster)->api, snapshots, clock, loop_metrics,
                 log);
  }
  Result<std::unique_ptr<WebhookCertificate>> certificate;
  if (options.webhook) {
    certificate = MakeWebhookCertificate(
        options,
        {.api = *cluster ? (*cluster)->api.get() : nullptr,
         .namespace_name = *cluster ? (*cluster)->namespace_name : "",
         .is_leading = [&loop] { return loop && loop->IsLeading(); }},
        clock, metrics, log);
    if (!certificate) return Fail(log, "Could not load the certificate", certificate.error());
  }

  ReviewLog review_log(log);
  const webhook::AdmissionHandler handler(
      snapshots.slot(), clock, webhook_metrics,
      [&](const auto& request, const auto& admission, auto duration) {
        review_log.Answered(request, admission, duration);
      });

  std::atomic<bool> shutting_down = false;
  Health health;
  if (options.webhook) {
    health.AddReadiness("certificate", [&] { return (*certificate)->Ready(); });
  }
  health.AddReadiness("facts", [&]() -> Health::Status {
    return {true, (*documents)->FactsProblem()};
  });
  if (loop) {
    health.AddReadiness("watch", [&]() -> Health::Status { return {true, loop->WatchProblem()}; });
  }
  health.AddReadiness("shutdown", [&]() -> Health::Status {
    return {!shutting_down, shutting_down ? "shutting down" : ""};
  });

  const auto on_exception = [&log](std::string_view what) {
    log.Error("A request ended with an exception", {{"err", what}});
  };
  Result<std::unique_ptr<http::Server>> webhook;
  if (options.webhook) {
    webhook = http::Server::Make({.address = options.webhook_address,
                                  .threads = Threads(),
                                  .certificate = &(*certificate)->serving(),
                                  .on_exception = on_exception},
                                 [&](const http::Request& request) { return handler.Handle(request); });
    if (!webhook) return Fail(log, "Could not serve the webhook", webhook.error());
  }
  const auto metrics_server = http::Server::Make(
      {.address = options.metrics_address, .threads = 1, .on_exception = on_exception},
      [&](const http::Request& request) {
        if (loop) loop->RefreshMetrics();
        return MetricsPage(registry, request);
      });
  if (!metrics_server) return Fail(log, "Could not serve metrics", metrics_server.error());
  const auto health_server = http::Server::Make(
      {.address = options.health_address, .threads = 1, .on_exception = on_exception},
      [&](const http::Request& request) { return health.Handle(request); });
  if (!health_server) return Fail(log, "Could not serve health", health_server.error());
  log.Info(0, "Serving",
           {{"webhookPort", *webhook ? (*webhook)->port() : 0},
            {"metricsPort", (*metrics_server)->port()},
            {"healthPort", (*health_server)->port()}});

  const int first = signals.Wait();
  log.Info(0, "Shutting down", {{"signal", first}});
  shutting_down = true;
  // The next leader need not wait for us to end; reviews are answered on.
  if (loop) loop->End();
  if (!signals.Quiet(options.shutdown_delay)) {
    log.Warning("Ended by a second signal");
    _exit(128 + first);
  }
  signals.Release();
  if (*webhook) (*webhook)->Drain(kDrainTimeout);
  (*metrics_server)->Drain(kDrainTimeout);
  (*health_server)->Drain(kDrainTimeout);
  log.Info(0, "Ended");
  return 0;
}

}  // namespace portcullis::serve
