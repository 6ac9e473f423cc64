#include "controller/leader_election.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <random>
#include <thread>
#include <utility>

#include "base/sleep.h"

namespace portcullis::controller {
namespace {

constexpr std::chrono::seconds kReleaseLimit{1};

// A stop token that is stopped with another one, and after a time.
class TimedStop {
 public:
  TimedStop(const std::stop_token& stop, BootClock::duration limit)
      : forward_(stop, [this] { source_.request_stop(); }),
        timer_([this, limit](const std::stop_token& in_time) {
          SleepFor(limit, in_time);
          source_.request_stop();
        }) {}

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::stop_callback<std::function<void()>> forward_;
  std::jthread timer_;
};

double RandomFraction() {
  static thread_local std::mt19937 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace

std::string MakeIdentity() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"unknown"};
  std::random_device random;
  const std::array<std::uint32_t, 4> bits = {random(), random(), random(), random()};
  std::array<char, 40> uuid{};
  // RFC 9562 section 5.4: version 4, variant 10.
  std::snprintf(uuid.data(), uuid.size(), "%08x-%04x-4%03x-%04x-%04x%08x", bits[0], bits[1] >> 16,
                bits[1] & 0xfff, 0x8000 | (bits[2] >> 18), bits[2] & 0xffff, bits[3]);
  return std::string(host.data()) + "_" + uuid.data();
}

LeaderElection::LeaderElection(Options options, kube::ApiClient& api, LeadershipObserver& observer)
    : api_(api),
      observer_(observer),
      elector_(std::move(options.namespace_name), std::move(options.lease),
               std::move(options.identity), RandomFraction) {}

void LeaderElection::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto now = BootClock::now();
    const auto call = elector_.Next(now, std::chrono::system_clock::now());
    Tell();
    if (!call) {
      SleepFor(elector_.wake() - now, stop);
      continue;
    }
    const TimedStop timed(stop, call->give_up_at - now);
    elector_.Answered(api_.Call(call->request, timed.token()), BootClock::now());
    Tell();
  }
  Release();
}

void LeaderElection::Release() {
  elector_.Release();
  Tell();
  const TimedStop timed({}, kReleaseLimit);
  while (const auto call = elector_.Next(BootClock::now(), std::chrono::system_clock::now())) {
    elector_.Answered(api_.Call(call->request, timed.token()), BootClock::now());
  }
}

void LeaderElection::Tell() {
  leading_until_ = elector_.leading_until().time_since_epoch().count();
  const bool is_leading = IsLeading();
  if (is_leading != std::exchange(told_leading_, is_leading)) {
    is_leading ? observer_.StartedLeading() : observer_.StoppedLeading();
  }
  if (elector_.holder() != told_holder_) {
    told_holder_ = elector_.holder();
    observer_.SawHolder(told_holder_);
  }
  if (elector_.problem() != told_problem_) {
    told_problem_ = elector_.problem();
    if (!told_problem_.empty()) observer_.AttemptFailed(told_problem_);
  }
}

}  // namespace portcullis::controller
