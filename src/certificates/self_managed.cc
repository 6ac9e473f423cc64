#include "certificates/self_managed.h"

#include <algorithm>
#include <utility>

#include "base/sleep.h"

namespace portcullis::certificates {
namespace {

using Method = kube::ApiRequest::Method;

constexpr std::chrono::seconds kInterval{10};
constexpr std::chrono::seconds kIntervalUntilReady{1};
// From an empty Secret to a published, served certificate it takes four.
constexpr int kMostStepsAtOnce = 5;
constexpr int kNotFound = 404;
constexpr int kConflict = 409;

// kExpired: somebody wrote the object after it was read.
tl::unexpected<Error> Failure(std::string what, const kube::ApiError& error) {
  const auto code = error.code == kConflict ? Error::Code::kExpired : Error::Code::kUnavailable;
  return MakeError(code, what.append(": ").append(error.message));
}

// What a GET says; nothing if there is no such object.
template <typename Object>
Result<std::optional<Object>> Read(kube::ApiClient& api, const std::string& path,
                                   const std::stop_token& stop) {
  auto answer = api.Call({Method::kGet, path}, stop);
  if (!answer && answer.error().code == kNotFound) return std::optional<Object>();
  if (!answer) return Failure("read " + path, answer.error());
  auto object = Object::Parse(*std::move(answer));
  if (!object) return tl::unexpected(std::move(object.error()));
  return std::optional<Object>(*std::move(object));
}

}  // namespace

Result<std::unique_ptr<SelfManagedCertificate>> SelfManagedCertificate::Make(
    Options options, kube::ApiClient& api, std::function<bool()> is_leading, const Clock& clock,
    SelfManagedObserver& observer, Now now) {
  const auto pem = http::MakeThrowAwayCertificate();
  if (!pem) return tl::unexpected(pem.error());
  auto throw_away = http::Certificate::Parse({pem->chain, pem->private_key, options.client_ca});
  if (!throw_away) return tl::unexpected(std::move(throw_away.error()));
  return std::unique_ptr<SelfManagedCertificate>(
      new SelfManagedCertificate(std::move(options), api, std::move(is_leading), clock, observer,
                                 std::move(now), *std::move(throw_away)));
}

SelfManagedCertificate::SelfManagedCertificate(Options options, kube::ApiClient& api,
                                               std::function<bool()> is_leading, const Clock& clock,
                                               SelfManagedObserver& observer, Now now,
                                               std::shared_ptr<const http::Certificate> throw_away)
    : options_(std::move(options)),
      dns_names_({options_.service + "." + options_.namespace_name + ".svc",
                  options_.service + "." + options_.namespace_name + ".svc.cluster.local"}),
      api_(api),
      is_leading_(std::move(is_leading)),
      clock_(clock),
      observer_(observer),
      now_(std::move(now)),
      serving_(std::move(throw_away)),
      readiness_(InvalidArgument("no certificate was read yet")) {}

void SelfManagedCertificate::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    for (int i = 0; i < kMostStepsAtOnce && Round(stop); ++i) {
    }
    SleepFor(Ready() ? kInterval : kIntervalUntilReady, stop);
  }
}

bool SelfManagedCertificate::Round(const std::stop_token& stop) {
  if (Status status = ReadObjects(stop); !status) {
    if (!stop.stop_requested()) Tell(status);
    return false;
  }
  const Situation situation = Look();
  Note(Serve(situation), situation);
  const RotationStep step = is_leading_() ? NextStep(situation) : RotationStep::kNone;
  if (step == RotationStep::kNone) {
    Tell({});
    return false;
  }
  const Status taken = Take(step, situation, stop);
  if (!taken && taken.error().code == Error::Code::kExpired) return true;
  Tell(taken);
  if (taken) observer_.Stepped(step);
  return taken.has_value();
}

Status SelfManagedCertificate::ReadObjects(const std::stop_token& stop) {
  auto secret = Read<CertificateSecret>(
      api_, CertificateSecret::Path(options_.namespace_name, options_.secret), stop);
  if (!secret) return tl::unexpected(std::move(secret.error()));
  auto configuration = Read<WebhookConfiguration>(
      api_, WebhookConfiguration::Path(options_.webhook_configuration), stop);
  if (!configuration) return tl::unexpected(std::move(configuration.error()));
  secret_ = *std::move(secret);
  configuration_ = *std::move(configuration);
  return {};
}

Situation SelfManagedCertificate::Look() {
  Situation situation{.set = secret_ ? secret_->set() : CertificateSet{},
                      .ca_bundles = {},
                      .dns_names = dns_names_,
                      .now = clock_.Now()};
  if (configuration_) {
    for (const WebhookConfiguration::Entry& entry : configuration_->entries) {
      std::vector<std::string>& bundles = situation.ca_bundles;
      if (std::ranges::find(bundles, entry.ca_bundle) == bundles.end()) {
        bundles.push_back(entry.ca_bundle);
      }
    }
  }
  if (!IsPublished(situation)) {
    published_since_.reset();
  } else {
    if (!published_since_) published_since_ = now_();
    situation.published_for = now_() - *published_since_;
  }
  return situation;
}

// Whether what is served then is trusted.
Status SelfManagedCertificate::Serve(const Situation& situation) {
  const KeyPair& leaf = situation.set.leaf;
  if (leaf != served_ && CheckServed(leaf, situation)) {
    auto certificate =
        http::Certificate::Parse({leaf.certificate, leaf.private_key, options_.client_ca});
    if (!certificate) return tl::unexpected(std::move(certificate.error()));
    const TimePoint not_after = (*certificate)->not_after();
    serving_.Replace(*std::move(certificate));
    served_ = leaf;
    observer_.Served(not_after);
  }
  if (!configuration_) {
    return InvalidArgument("there is no ValidatingWebhookConfiguration " +
                           options_.webhook_configuration);
  }
  if (served_ == KeyPair{}) return InvalidArgument("there is no trusted certificate yet");
  return CheckServed(served_, situation);
}

void SelfManagedCertificate::Note(const Status& readiness, const Situation& situation) {
  const auto authorities = ParseBundle(situation.set.authorities);
  const auto authority_not_after =
      authorities ? std::optional(authorities->front().not_after) : std::nullopt;
  if (authority_not_after && authority_not_after != this->authority_not_after()) {
    observer_.AuthorityChanged(*authority_not_after);
  }
  const MutexLock lock(mutex_);
  readiness_ = readiness;
  if (served_ != KeyPair{}) leaf_not_after_ = serving_.Get()->not_after();
  authority_not_after_ = authority_not_after;
}

Status SelfManagedCertificate::Take(RotationStep step, const Situation& situation,
                                    const std::stop_token& stop) {
  const auto set = SetAfter(step, situation);
  if (!set) return tl::unexpected(set.error());
  // Making keys takes time, in which the Lease may have gone.
  if (!is_leading_()) return MakeError(Error::Code::kUnavailable, "stopped leading");
  return step == RotationStep::kPublish ? Publish(*set, stop) : Store(*set, stop);
}

Status SelfManagedCertificate::Store(const CertificateSet& set, const std::stop_token& stop) {
  const std::string& name_space = options_.namespace_name;
  const auto answer = api_.Call(
      secret_ ? kube::ApiRequest{Method::kPut, CertificateSecret::Path(name_space, options_.secret),
                                 secret_->With(set)}
              : kube::ApiRequest{Method::kPost, CertificateSecret::Path(name_space),
                                 CertificateSecret::Make(name_space, options_.secret, set)},
      stop);
  if (!answer) return Failure("write the Secret " + options_.secret, answer.error());
  return {};
}

Status SelfManagedCertificate::Publish(const CertificateSet& set, const std::stop_token& stop) {
  const std::string& name = options_.webhook_configuration;
  const auto answer =
      api_.Call({Method::kPatch, WebhookConfiguration::Path(name),
                 configuration_->BundlePatch(set.authorities), "application/json-patch+json"},
                stop);
  if (!answer) return Failure("write the ValidatingWebhookConfiguration " + name, answer.error());
  return {};
}

void SelfManagedCertificate::Tell(const Status& status) {
  std::string problem = status ? "" : status.error().message;
  if (problem == told_problem_) return;
  told_problem_ = std::move(problem);
  if (!told_problem_.empty()) observer_.Failed(told_problem_);
}

Status SelfManagedCertificate::Ready() const {
  const MutexLock lock(mutex_);
  if (readiness_ && leaf_not_after_ && clock_.Now() >= *leaf_not_after_) {
    return MakeError(Error::Code::kExpired, "the certificate has ended");
  }
  return readiness_;
}

std::optional<TimePoint> SelfManagedCertificate::leaf_not_after() const {
  const MutexLock lock(mutex_);
  return leaf_not_after_;
}

std::optional<TimePoint> SelfManagedCertificate::authority_not_after() const {
  const MutexLock lock(mutex_);
  return authority_not_after_;
}

}  // namespace portcullis::certificates
