#include "controller/elector.h"

#include <algorithm>
#include <utility>

#include "base/rfc3339.h"

namespace portcullis::controller {
namespace {

using Method = kube::ApiRequest::Method;

// Half of the renew deadline, so that a call that hangs leaves time for another.
constexpr auto kCallLimit = kRenewDeadline / 2;
// How long a client may take to end a call.
constexpr std::chrono::seconds kTimeToStop{1};

constexpr int kNotFound = 404;
constexpr int kConflict = 409;

}  // namespace

Elector::Elector(std::string namespace_name, std::string lease, std::string identity, Random random)
    : namespace_name_(std::move(namespace_name)),
      lease_name_(std::move(lease)),
      identity_(std::move(identity)),
      random_(std::move(random)) {}

std::optional<Elector::Call> Elector::Next(TimePoint now, Date date) {
  if (!IsLeading(now)) StopLeading();
  const bool is_releasing = stage_ >= Stage::kReleaseGet;
  if (stage_ == Stage::kReleased || (!is_releasing && now < wake_)) return std::nullopt;

  Call call{{}, now + kCallLimit};
  if (IsLeading(now)) {
    // A call that could outlast the deadline would hide that it passed.
    call.give_up_at = std::min(call.give_up_at, leading_until_ - kTimeToStop);
    if (call.give_up_at <= now) {
      wake_ = leading_until_;
      return std::nullopt;
    }
  }
  sent_ = now;
  const std::string path = Lease::Path(namespace_name_, lease_name_);
  switch (stage_) {
    case Stage::kGet:
    case Stage::kReleaseGet:
      call.request = {Method::kGet, path};
      break;
    case Stage::kCreate:
      call.request = {Method::kPost, Lease::Path(namespace_name_),
                      Lease::Make(namespace_name_, lease_name_, NewRecord(date))};
      break;
    case Stage::kRenew:
    case Stage::kTake:
    case Stage::kReleasePut:
    case Stage::kReleased:
      call.request = {Method::kPut, path, lease_->With(NewRecord(date))};
      break;
  }
  return call;
}

LeaseRecord Elector::NewRecord(Date date) const {
  const std::string now = FormatMicroTime(date);
  if (stage_ == Stage::kReleasePut) {
    return {"", std::chrono::seconds(1), now, now, observed_.transitions};
  }
  if (stage_ == Stage::kCreate) return {identity_, kLeaseDuration, now, now, 0};
  if (IsMine()) {
    return {identity_, kLeaseDuration, observed_.acquire_time, now, observed_.transitions};
  }
  return {identity_, kLeaseDuration, now, now, observed_.transitions + 1};
}

void Elector::Answered(kube::ApiResult<std::string> answer, TimePoint now) {
  switch (stage_) {
    case Stage::kGet:
    case Stage::kReleaseGet:
      return Read(std::move(answer), now);
    case Stage::kRenew:
    case Stage::kCreate:
    case Stage::kTake:
      return Written(std::move(answer), now);
    case Stage::kReleasePut:
    case Stage::kReleased:
      stage_ = Stage::kReleased;
      return;
  }
}

void Elector::Read(kube::ApiResult<std::string> answer, TimePoint now) {
  const bool is_releasing = stage_ == Stage::kReleaseGet;
  if (!answer) {
    if (is_releasing) {
      stage_ = Stage::kReleased;
    } else if (answer.error().code == kNotFound) {
      StopLeading();
      stage_ = Stage::kCreate;
    } else {
      Failed("read the Lease", answer.error());
      RetryLater(now);
    }
    return;
  }
  auto lease = Lease::Parse(*std::move(answer));
  if (!lease) {
    problem_ = lease.error().message;
    stage_ = is_releasing ? Stage::kReleased : stage_;
    return RetryLater(now);
  }
  Observe(*std::move(lease), now);
  if (is_releasing) {
    stage_ = IsMine() ? Stage::kReleasePut : Stage::kReleased;
    return;
  }
  if (!IsMine()) StopLeading();
  if (IsMine() || observed_.holder.empty() || now >= observed_at_ + observed_.duration) {
    stage_ = Stage::kTake;
    return;
  }
  problem_.clear();
  RetryLater(now);
}

void Elector::Written(kube::ApiResult<std::string> answer, TimePoint now) {
  auto lease = answer ? Lease::Parse(*std::move(answer))
                      : Result<Lease>(MakeError(Error::Code::kUnavailable, ""));
  if (lease) {
    Observe(*std::move(lease), now);
    // From when it was sent, as nobody can have seen the change before.
    leading_until_ = sent_ + kRenewDeadline;
    problem_.clear();
    stage_ = Stage::kRenew;
    wake_ = now + kRetryPeriod;
    return;
  }
  if (answer) {
    problem_ = lease.error().message;
  } else if (answer.error().code != kConflict) {
    Failed("write the Lease", answer.error());
  }
  if (stage_ == Stage::kRenew) {
    stage_ = Stage::kGet;  // at once: somebody else may have changed a label, no more
    return;
  }
  RetryLater(now);
}

void Elector::Observe(Lease lease, TimePoint now) {
  if (!lease_ || lease.record() != observed_) {
    observed_ = lease.record();
    observed_at_ = now;
  }
  lease_ = std::move(lease);
}

void Elector::RetryLater(TimePoint now) {
  stage_ = Stage::kGet;
  const double factor = IsLeading(now) ? 1 : 1 + random_() * kRetryJitter;
  wake_ = now + std::chrono::duration_cast<BootClock::duration>(kRetryPeriod * factor);
  if (IsLeading(now)) wake_ = std::min(wake_, leading_until_);
}

void Elector::Failed(std::string what, const kube::ApiError& error) {
  problem_ = std::move(what.append(": ").append(error.message));
}

void Elector::Release() {
  StopLeading();
  stage_ = Stage::kReleaseGet;  // whoever seems to lead: a write without answer may have been ours
}

}  // namespace portcullis::controller
