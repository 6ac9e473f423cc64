#include "serve/serve.h"

#include <prometheus/registry.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/rfc3339.h"
#include "http/certificate_watcher.h"
#include "http/server.h"
#include "serve/documents.h"
#include "serve/health.h"
#include "serve/metrics.h"
#include "serve/review_log.h"
#include "serve/version.h"
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

// The certificate of the webhook, kept up to date with its files or made up for a desk.
class WebhookCertificate {
 public:
  static Result<std::unique_ptr<WebhookCertificate>> Make(const Options& options, Metrics& metrics,
                                                          log::Log& log) {
    auto certificate = std::unique_ptr<WebhookCertificate>(new WebhookCertificate());
    const Status status = options.tls_cert_file.empty()
                              ? certificate->MakeThrowAway(log)
                              : certificate->Watch(options, metrics, log);
    if (!status) return tl::unexpected(status.error());
    metrics.CertificateEnds(certificate->serving().Get()->not_after());
    return certificate;
  }

  const http::ServingCertificate& serving() const {
    return watcher_ ? watcher_->serving() : *throw_away_;
  }

 private:
  WebhookCertificate() = default;

  Status Watch(const Options& options, Metrics& metrics, log::Log& log) {
    auto watcher = http::CertificateWatcher::Make(
        {options.tls_cert_file, options.tls_private_key_file, options.client_ca_file},
        [&metrics, &log](const Result<std::shared_ptr<const http::Certificate>>& certificate) {
          if (!certificate) {
            log.Error("Could not load the new certificate; the last good one stays in force",
                      {{"err", certificate.error().message}});
            return;
          }
          metrics.CertificateEnds((*certificate)->not_after());
          log.Info(2, "Loaded a new certificate",
                   {{"notAfter", FormatRfc3339((*certificate)->not_after())}});
        });
    if (!watcher) return tl::unexpected(watcher.error());
    watcher_ = *std::move(watcher);
    return {};
  }

  Status MakeThrowAway(log::Log& log) {
    if (std::getenv("KUBERNETES_SERVICE_HOST") != nullptr) {
      return InvalidArgument(
          "no certificate: inside a cluster give --tls-cert-file and --tls-private-key-file");
    }
    const auto pem = http::MakeThrowAwayCertificate();
    if (!pem) return tl::unexpected(pem.error());
    auto certificate = http::Certificate::Parse(*pem);
    if (!certificate) return tl::unexpected(certificate.error());
    throw_away_.emplace(*std::move(certificate));
    log.Warning("Serving with a throw-away certificate; give --tls-cert-file for a lasting one");
    return {};
  }

  std::unique_ptr<http::CertificateWatcher> watcher_;
  std::optional<http::ServingCertificate> throw_away_;
};

int Threads() { return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U)); }

int Fail(log::Log& log, std::string_view what, const Error& error) {
  log.Error(what, {{"err", error.message}});
  return kExitFailure;
}

}  // namespace

int Serve(const Options& options) {
  const EndingSignals signals;
  log::Log log(options.log_format, options.verbosity);
  log.Info(0, "Starting", {{"version", kVersion}});

  prometheus::Registry registry;
  Metrics metrics(registry);
  webhook::Metrics webhook_metrics(registry);
  policy::SnapshotMaker snapshots;
  const auto documents =
      Documents::Make(options.config, options.facts, snapshots, nullptr, metrics, log);
  if (!documents) return Fail(log, "Could not read the config", documents.error());
  const auto certificate = WebhookCertificate::Make(options, metrics, log);
  if (!certificate) return Fail(log, "Could not load the certificate", certificate.error());

  const SystemClock clock;
  ReviewLog review_log(log);
  const webhook::AdmissionHandler handler(
      snapshots.slot(), clock, webhook_metrics,
      [&](const auto& request, const auto& admission, auto duration) {
        review_log.Answered(request, admission, duration);
      });

  std::atomic<bool> shutting_down = false;
  Health health;
  health.AddReadiness("certificate", [&]() -> Health::Status {
    const bool is_valid = clock.Now() < (*certificate)->serving().Get()->not_after();
    return {is_valid, is_valid ? "" : "the serving certificate has ended"};
  });
  health.AddReadiness("facts", [&]() -> Health::Status {
    return {true, (*documents)->FactsProblem()};
  });
  health.AddReadiness("shutdown", [&]() -> Health::Status {
    return {!shutting_down, shutting_down ? "shutting down" : ""};
  });

  const auto on_exception = [&log](std::string_view what) {
    log.Error("A request ended with an exception", {{"err", what}});
  };
  const auto webhook = http::Server::Make(
      {.address = options.webhook_address,
       .threads = Threads(),
       .certificate = &(*certificate)->serving(),
       .on_exception = on_exception},
      [&](const http::Request& request) { return handler.Handle(request); });
  if (!webhook) return Fail(log, "Could not serve the webhook", webhook.error());
  const auto metrics_server = http::Server::Make(
      {.address = options.metrics_address, .threads = 1, .on_exception = on_exception},
      [&](const http::Request& request) { return MetricsPage(registry, request); });
  if (!metrics_server) return Fail(log, "Could not serve metrics", metrics_server.error());
  const auto health_server = http::Server::Make(
      {.address = options.health_address, .threads = 1, .on_exception = on_exception},
      [&](const http::Request& request) { return health.Handle(request); });
  if (!health_server) return Fail(log, "Could not serve health", health_server.error());
  log.Info(0, "Serving",
           {{"webhookPort", (*webhook)->port()},
            {"metricsPort", (*metrics_server)->port()},
            {"healthPort", (*health_server)->port()}});

  const int first = signals.Wait();
  log.Info(0, "Shutting down", {{"signal", first}});
  shutting_down = true;
  if (!signals.Quiet(options.shutdown_delay)) {
    log.Warning("Ended by a second signal");
    _exit(128 + first);
  }
  signals.Release();
  (*webhook)->Drain(kDrainTimeout);
  (*metrics_server)->Drain(kDrainTimeout);
  (*health_server)->Drain(kDrainTimeout);
  log.Info(0, "Ended");
  return 0;
}

}  // namespace portcullis::serve
