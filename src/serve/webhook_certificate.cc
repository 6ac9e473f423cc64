#include "serve/webhook_certificate.h"

#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include "base/rfc3339.h"
#include "certificates/self_managed.h"
#include "http/certificate_watcher.h"
#include "kube/current_text.h"

namespace portcullis::serve {
namespace {

using Kind = Metrics::Certificate;

Health::Status InTime(const http::ServingCertificate& serving, const Clock& clock) {
  const bool is_valid = clock.Now() < serving.Get()->not_after();
  return {is_valid, is_valid ? "" : "the serving certificate has ended"};
}

// Read again when the files change.
class FromFiles final : public WebhookCertificate {
 public:
  static Result<std::unique_ptr<WebhookCertificate>> Make(const Options& options,
                                                          const Clock& clock, Metrics& metrics,
                                                          log::Log& log) {
    auto watcher = http::CertificateWatcher::Make(
        {options.tls_cert_file, options.tls_private_key_file, options.client_ca_file},
        [&metrics, &log](const Result<std::shared_ptr<const http::Certificate>>& certificate) {
          if (!certificate) {
            log.Error("Could not load the new certificate; the last good one stays in force",
                      {{"err", certificate.error().message}});
            return;
          }
          metrics.CertificateEnds(Kind::kServing, (*certificate)->not_after());
          log.Info(2, "Loaded a new certificate",
                   {{"notAfter", FormatRfc3339((*certificate)->not_after())}});
        });
    if (!watcher) return tl::unexpected(watcher.error());
    metrics.CertificateEnds(Kind::kServing, (*watcher)->serving().Get()->not_after());
    return std::unique_ptr<WebhookCertificate>(new FromFiles(*std::move(watcher), clock));
  }

  const http::ServingCertificate& serving() const override { return watcher_->serving(); }
  Health::Status Ready() const override { return InTime(serving(), clock_); }

 private:
  FromFiles(std::unique_ptr<http::CertificateWatcher> watcher, const Clock& clock)
      : watcher_(std::move(watcher)), clock_(clock) {}

  std::unique_ptr<http::CertificateWatcher> watcher_;
  const Clock& clock_;
};

// Of a desk: nobody trusts it.
class ThrowAway final : public WebhookCertificate {
 public:
  static Result<std::unique_ptr<WebhookCertificate>> Make(const Clock& clock, Metrics& metrics,
                                                          log::Log& log) {
    const auto pem = http::MakeThrowAwayCertificate();
    if (!pem) return tl::unexpected(pem.error());
    auto certificate = http::Certificate::Parse(*pem);
    if (!certificate) return tl::unexpected(certificate.error());
    log.Warning("Serving with a throw-away certificate; give --tls-cert-file for a lasting one");
    metrics.CertificateEnds(Kind::kServing, (*certificate)->not_after());
    return std::unique_ptr<WebhookCertificate>(new ThrowAway(*std::move(certificate), clock));
  }

  const http::ServingCertificate& serving() const override { return serving_; }
  Health::Status Ready() const override { return InTime(serving_, clock_); }

 private:
  ThrowAway(std::shared_ptr<const http::Certificate> certificate, const Clock& clock)
      : serving_(std::move(certificate)), clock_(clock) {}

  http::ServingCertificate serving_;
  const Clock& clock_;
};

// Made and replaced by the replicas, in a Secret that they share.
class SelfManaged final : public WebhookCertificate, private certificates::SelfManagedObserver {
 public:
  static Result<std::unique_ptr<WebhookCertificate>> Make(const Options& options,
                                                          std::string client_ca,
                                                          CertificateCluster cluster,
                                                          const Clock& clock, Metrics& metrics,
                                                          log::Log& log) {
    auto certificate = std::unique_ptr<SelfManaged>(new SelfManaged(metrics, log));
    auto kept = certificates::SelfManagedCertificate::Make(
        {.namespace_name = std::move(cluster.namespace_name),
         .secret = options.tls_secret,
         .service = options.webhook_service,
         .webhook_configuration = options.webhook_configuration,
         .client_ca = std::move(client_ca)},
        *cluster.api, std::move(cluster.is_leading), clock, *certificate);
    if (!kept) return tl::unexpected(kept.error());
    certificate->kept_ = *std::move(kept);
    certificate->thread_ = std::jthread(
        [&kept = *certificate->kept_](const std::stop_token& stop) { kept.Run(stop); });
    return certificate;
  }

  const http::ServingCertificate& serving() const override { return kept_->serving(); }
  Health::Status Ready() const override {
    const Status ready = kept_->Ready();
    return {ready.has_value(), ready ? "" : ready.error().message};
  }

 private:
  SelfManaged(Metrics& metrics, log::Log& log) : metrics_(metrics), log_(log) {}

  void Served(std::chrono::system_clock::time_point not_after) override {
    metrics_.CertificateEnds(Kind::kServing, not_after);
    log_.Info(2, "Serving a new certificate", {{"notAfter", FormatRfc3339(not_after)}});
  }
  void AuthorityChanged(std::chrono::system_clock::time_point not_after) override {
    metrics_.CertificateEnds(Kind::kAuthority, not_after);
  }
  void Stepped(certificates::RotationStep step) override {
    log_.Info(1, "Took a step of the certificate rotation", {{"step", ToString(step)}});
  }
  void Failed(std::string_view problem) override {
    log_.Warning("Could not keep the certificate up to date", {{"err", problem}});
  }

  Metrics& metrics_;
  log::Log& log_;
  std::unique_ptr<certificates::SelfManagedCertificate> kept_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace

Result<std::unique_ptr<WebhookCertificate>> MakeWebhookCertificate(const Options& options,
                                                                   CertificateCluster cluster,
                                                                   const Clock& clock,
                                                                   Metrics& metrics,
                                                                   log::Log& log) {
  if (!options.tls_cert_file.empty()) return FromFiles::Make(options, clock, metrics, log);
  if (!options.tls_secret.empty()) {
    if (cluster.api == nullptr) {
      return InvalidArgument("--tls-secret needs a cluster: give --kubeconfig");
    }
    auto client_ca = options.client_ca_file.empty() ? Result<std::string>()
                                                    : kube::ReadSmallFile(options.client_ca_file);
    if (!client_ca) return tl::unexpected(client_ca.error());
    return SelfManaged::Make(options, *std::move(client_ca), std::move(cluster), clock, metrics,
                             log);
  }
  if (std::getenv("KUBERNETES_SERVICE_HOST") != nullptr) {
    return InvalidArgument(
        "no certificate: inside a cluster give --tls-cert-file and --tls-private-key-file, or "
        "--tls-secret");
  }
  return ThrowAway::Make(clock, metrics, log);
}

}  // namespace portcullis::serve
