#include "controller/leader_election.h"

#include <doctest/doctest.h>

#include <future>
#include <string>
#include <thread>

#include "tests/kube/object_store.h"

namespace portcullis::controller {
namespace {

constexpr char kPath[] = "/apis/coordination.k8s.io/v1/namespaces/security/leases/portcullis";

// What was told, and the first start to wait for.
struct Witness : LeadershipObserver {
  void StartedLeading() override {
    told += "started ";
    started.set_value();
  }
  void StoppedLeading() override {
    told += "stopped ";
    if (on_stopped) on_stopped();
  }
  void SawHolder(std::string_view identity) override {
    told += "holder:" + std::string(identity) + " ";
  }
  void AttemptFailed(std::string_view problem) override {
    told += "failed:" + std::string(problem) + " ";
    failed.set_value();
  }

  std::function<void()> on_stopped;
  std::promise<void> started;
  std::promise<void> failed;
  std::string told;
};

TEST_CASE("an election ends in order: writes stop, then the Lease is given up") {
  kube::ObjectStore server;
  Witness witness;
  LeaderElection election({"security", "portcullis", "me_1"}, server, witness);
  std::string holder_at_stop;
  bool led_at_stop = true;
  witness.on_stopped = [&] {
    holder_at_stop = server.Field(kPath, "/spec/holderIdentity");
    led_at_stop = election.IsLeading();
  };
  CHECK_FALSE(election.IsLeading());
  std::jthread thread([&](const std::stop_token& stop) { election.Run(stop); });
  witness.started.get_future().get();
  CHECK(election.IsLeading());
  thread.request_stop();
  thread.join();

  CHECK(witness.told == "started holder:me_1 stopped ");
  CHECK(holder_at_stop == "me_1");
  CHECK_FALSE(led_at_stop);
  CHECK_FALSE(election.IsLeading());
  CHECK(server.Field(kPath, "/spec/holderIdentity") == "");
  CHECK(server.Field(kPath, "/spec/leaseDurationSeconds") == "1");
}

TEST_CASE("an election whose server does not answer tells once, and ends when asked to") {
  kube::ObjectStore server;
  server.SetFault([](const auto&) {
    return std::optional(kube::ApiError{0, "", "connection refused", {}});
  });
  Witness witness;
  LeaderElection election({"security", "portcullis", "me_1"}, server, witness);
  std::jthread thread([&](const std::stop_token& stop) { election.Run(stop); });
  witness.failed.get_future().get();
  thread.request_stop();
  thread.join();
  CHECK(witness.told == "failed:read the Lease: connection refused ");
}

TEST_CASE("an identity is the host and a random UUID") {
  const std::string identity = MakeIdentity();
  const std::size_t underscore = identity.find_last_of('_');
  std::string uuid = identity.substr(underscore + 1);
  CHECK(underscore > 0);
  CHECK(uuid.at(14) == '4');
  CHECK(std::string("89ab").find(uuid.at(19)) != std::string::npos);
  for (char& c : uuid) {
    if (std::string("0123456789abcdef").find(c) != std::string::npos) c = 'x';
  }
  CHECK(uuid == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
  CHECK(identity != MakeIdentity());
}

}  // namespace
}  // namespace portcullis::controller
