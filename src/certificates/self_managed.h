#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "certificates/certificate_secret.h"
#include "certificates/rotation.h"
#include "certificates/webhook_configuration.h"
#include "http/certificate.h"
#include "kube/api_client.h"

namespace portcullis::certificates {

// Told on the thread of Run.
class SelfManagedObserver {
 public:
  virtual ~SelfManagedObserver() = default;

  virtual void Served(TimePoint not_after) = 0;       // another certificate from now on
  virtual void AuthorityChanged(TimePoint not_after) = 0;  // the newest that signs
  virtual void Stepped(RotationStep step) = 0;        // as the leader, with success
  virtual void Failed(std::string_view problem) = 0;  // once, until another problem or none
};

// The certificate of the webhook, kept by the replicas themselves in one Secret. Each reads it and
// serves what is there as soon as every entry of the webhook configuration trusts that; the leader
// also makes and replaces what is in the two objects (certificates/rotation.h).
//
// Until there is something to serve, a throw-away certificate is, which no API server trusts.
class SelfManagedCertificate {
 public:
  struct Options {
    std::string namespace_name;  // of the Secret and the Service
    std::string secret;
    std::string service;
    std::string webhook_configuration;
    std::string client_ca;  // PEM; empty: clients show no certificate
  };
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  // `is_leading` is asked before each write. What is borrowed outlives it. kInvalidArgument: no
  // certificate can be made.
  static Result<std::unique_ptr<SelfManagedCertificate>> Make(
      Options options, kube::ApiClient& api, std::function<bool()> is_leading, const Clock& clock,
      SelfManagedObserver& observer, Now now = std::chrono::steady_clock::now);

  // For the server; lives as long as this.
  const http::ServingCertificate& serving() const { return serving_; }

  // Does rounds until a stop: every ten seconds, and every second until there is something to
  // serve.
  void Run(const std::stop_token& stop);

  // Reads the objects, serves what may be served, and as the leader takes at most one step. Returns
  // whether there may be more to do at once: a step was taken, or another writer came before. Run
  // does these; external synchronisation.
  bool Round(const std::stop_token& stop);

  // Good if what is served is trusted by every entry, as last seen: what cannot be read now is as
  // it was. Otherwise the reason why the replica must not be called. Thread-safe; so are the
  // others.
  Status Ready() const;
  std::optional<TimePoint> leaf_not_after() const;       // of what is served
  std::optional<TimePoint> authority_not_after() const;  // of the newest

 private:
  SelfManagedCertificate(Options options, kube::ApiClient& api, std::function<bool()> is_leading,
                         const Clock& clock, SelfManagedObserver& observer, Now now,
                         std::shared_ptr<const http::Certificate> throw_away);

  Status ReadObjects(const std::stop_token& stop);
  Situation Look();
  Status Serve(const Situation& situation);
  void Note(const Status& readiness, const Situation& situation);
  Status Take(RotationStep step, const Situation& situation, const std::stop_token& stop);
  Status Store(const CertificateSet& set, const std::stop_token& stop);
  Status Publish(const CertificateSet& set, const std::stop_token& stop);
  void Tell(const Status& status);

  const Options options_;
  const std::vector<std::string> dns_names_;
  kube::ApiClient& api_;
  const std::function<bool()> is_leading_;
  const Clock& clock_;
  SelfManagedObserver& observer_;
  const Now now_;
  http::ServingCertificate serving_;

  // Of the rounds.
  std::optional<CertificateSecret> secret_;            // nothing: does not exist
  std::optional<WebhookConfiguration> configuration_;  // the same
  std::optional<std::chrono::steady_clock::time_point> published_since_;
  KeyPair served_;  // empty: the throw-away certificate
  std::string told_problem_;

  mutable Mutex mutex_;
  Status readiness_ GUARDED_BY(mutex_);
  std::optional<TimePoint> leaf_not_after_ GUARDED_BY(mutex_);
  std::optional<TimePoint> authority_not_after_ GUARDED_BY(mutex_);
};

}  // namespace portcullis::certificates
