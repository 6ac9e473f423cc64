#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/boot_clock.h"
#include "controller/lease.h"
#include "kube/api_client.h"

namespace portcullis::controller {

// The defaults of Kubernetes. A leader that cannot renew stops kRenewDeadline after it sent what
// was last accepted; another takes over no sooner than kLeaseDuration after it saw the last change.
// So there is at most one as long as no clock runs 1.5 times as fast as another.
inline constexpr std::chrono::seconds kLeaseDuration{15};
inline constexpr std::chrono::seconds kRenewDeadline{10};
inline constexpr std::chrono::seconds kRetryPeriod{2};
inline constexpr double kRetryJitter = 1.2;
static_assert(kLeaseDuration > kRenewDeadline && kRenewDeadline > kRetryPeriod * kRetryJitter);

// Decides who leads, by the protocol of client-go's leader election over one Lease, as a machine
// without clock, thread or network:
//
//   while (const auto call = elector.Next(now, date)) elector.Answered(Send(*call), now);
//   Wait until elector.wake().
//
// Times in the Lease are never compared with ours: it counts that it changes, and when we saw that.
// A leader stops as soon as the Lease says otherwise or the renew deadline passes, and then tries
// to lead again. This is no fence: a write that was begun in time may arrive late, so writes must
// be conditional or harmless when repeated. External synchronisation.
class Elector {
 public:
  using TimePoint = BootClock::time_point;
  using Date = std::chrono::system_clock::time_point;
  using Random = std::function<double()>;  // in [0, 1)

  struct Call {
    kube::ApiRequest request;
    TimePoint give_up_at;  // an answer is of no use later; none is error 0
  };

  // `identity` is another for each process, even at the same place after a restart.
  Elector(std::string namespace_name, std::string lease, std::string identity, Random random);

  // The call to send now, or nothing: wait until wake(), or after Release for ever.
  std::optional<Call> Next(TimePoint now, Date date);

  // The answer to the last call.
  void Answered(kube::ApiResult<std::string> answer, TimePoint now);

  TimePoint wake() const { return wake_; }

  // Ask before each write, with a fresh `now`: it is exact whatever stalled in between.
  bool IsLeading(TimePoint now) const { return now < leading_until_; }

  // Until when nothing has to be renewed; the clock's beginning while not leading.
  TimePoint leading_until() const { return leading_until_; }

  // Who led when last seen; empty: nobody or not known.
  const std::string& holder() const { return observed_.holder; }

  // Why the last attempt failed, other than that somebody else leads; empty if it did not.
  const std::string& problem() const { return problem_; }

  // The orderly end: leads no more, and gives the Lease up if it is still ours, so that another
  // need not wait for its end. REQUIRES: what wrote as the leader has ended.
  void Release();

 private:
  enum class Stage {
    kRenew,  // PUT without looking, as nobody else should have written
    kGet,
    kCreate,
    kTake,  // PUT on what was just read
    kReleaseGet,
    kReleasePut,
    kReleased,
  };

  LeaseRecord NewRecord(Date date) const;
  void Read(kube::ApiResult<std::string> answer, TimePoint now);
  void Written(kube::ApiResult<std::string> answer, TimePoint now);
  void Observe(Lease lease, TimePoint now);
  void RetryLater(TimePoint now);
  void Failed(std::string what, const kube::ApiError& error);
  void StopLeading() { leading_until_ = TimePoint::min(); }
  bool IsMine() const { return observed_.holder == identity_; }

  const std::string namespace_name_;
  const std::string lease_name_;
  const std::string identity_;
  const Random random_;

  Stage stage_ = Stage::kGet;
  TimePoint wake_ = TimePoint::min();
  TimePoint sent_{};  // the call that is not answered yet
  TimePoint leading_until_ = TimePoint::min();
  std::optional<Lease> lease_;                // as last seen
  LeaseRecord observed_;                      // what it says
  TimePoint observed_at_ = TimePoint::min();  // when that was first seen
  std::string problem_;
};

}  // namespace portcullis::controller
