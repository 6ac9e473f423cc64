#pragma once

#include <atomic>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/boot_clock.h"
#include "controller/elector.h"
#include "kube/api_client.h"

namespace portcullis::controller {

// Told on the election's thread. While a call runs, the Lease is not renewed.
class LeadershipObserver {
 public:
  virtual ~LeadershipObserver() = default;

  virtual void StartedLeading() = 0;
  // Returns when what the leader writes has ended: at the orderly end the Lease is given up then.
  virtual void StoppedLeading() = 0;
  // Somebody else leads now; empty: nobody.
  virtual void SawHolder(std::string_view identity) = 0;
  virtual void AttemptFailed(std::string_view problem) = 0;
};

// "<hostname>_<uuid>"
std::string MakeIdentity();

// Takes part in the election of a leader over one Lease.
class LeaderElection {
 public:
  struct Options {
    std::string namespace_name;
    std::string lease;
    std::string identity;
  };

  // `api` and `observer` outlive it.
  LeaderElection(Options options, kube::ApiClient& api, LeadershipObserver& observer);

  // Takes part until a stop, then stops leading and gives the Lease up, in a second if the observer
  // takes none. Losing the Lease does not end it: it goes on as one of those who wait.
  void Run(const std::stop_token& stop);

  // Whether this process may write as the leader now; ask before each write. Reads the clock, so it
  // is right after a stall and between the end of the lease and StoppedLeading. Thread-safe.
  bool IsLeading() const {
    return BootClock::now().time_since_epoch().count() < leading_until_.load();
  }

 private:
  void Tell();
  void Release();

  kube::ApiClient& api_;
  LeadershipObserver& observer_;
  Elector elector_;
  bool told_leading_ = false;
  std::string told_holder_;
  std::string told_problem_;
  std::atomic<BootClock::rep> leading_until_ =
      BootClock::time_point::min().time_since_epoch().count();
};

}  // namespace portcullis::controller
