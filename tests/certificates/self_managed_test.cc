#include "certificates/self_managed.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/pem.h"
#include "http/x509.h"
#include "tests/kube/object_store.h"

namespace portcullis::certificates {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr char kSecrets[] = "/api/v1/namespaces/security/secrets";
constexpr char kSecret[] = "/api/v1/namespaces/security/secrets/portcullis-tls";
constexpr char kWebhooks[] =
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/portcullis";
constexpr char kNewWebhooks[] = R"({"metadata":{"name":"portcullis","labels":{"a":"b"}},"webhooks":[
    {"name":"services.portcullis.dev","clientConfig":{"service":{"name":"portcullis"}},"timeoutSeconds":3},
    {"name":"nodes.portcullis.dev","clientConfig":{"caBundle":"Cg=="}}]})";
const TimePoint kStart = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

struct World final : Clock {
  TimePoint Now() const override { return now; }

  kube::ObjectStore server;
  TimePoint now = kStart;
};

// A process that serves, and what it told.
struct Replica : SelfManagedObserver {
  explicit Replica(World& the_world, bool leads) : world(the_world), is_leading(leads) {}

  void Served(TimePoint) override { told += "served;"; }
  void AuthorityChanged(TimePoint not_after) override { authority_ends = not_after; }
  void Stepped(RotationStep step) override { told += std::string(ToString(step)) + ";"; }
  void Failed(std::string_view problem) override { told += "failed: " + std::string(problem) + ";"; }

  // Rounds as long as there is something to do at once.
  void Run() {
    for (int i = 0; i < 5 && certificate->Round({}); ++i) {
    }
  }

  std::string Ready() const {
    const Status ready = certificate->Ready();
    return ready ? "ready" : ready.error().message;
  }

  // What a client is shown. The key does not matter to it, so any will do.
  std::string Leaf() const {
    return http::ToPem(SSL_CTX_get0_certificate(certificate->serving().Get()->context()));
  }

  std::string Told() { return std::exchange(told, ""); }

  World& world;
  bool is_leading;
  std::optional<TimePoint> authority_ends;
  std::string told;
  std::unique_ptr<SelfManagedCertificate> certificate =
      SelfManagedCertificate::Make(
          {"security", "portcullis-tls", "portcullis", "portcullis", ""}, world.server,
          [this] { return is_leading; }, world, *this,
          [this] { return std::chrono::steady_clock::time_point(world.now.time_since_epoch()); })
          .value();
};

// Whether an API server that trusts `bundle` can call who shows `leaf`.
bool Trusts(const std::string& bundle, const std::string& leaf, TimePoint time) {
  const auto certificates = ParseBundle(bundle);
  if (!certificates) return false;
  return std::ranges::any_of(*certificates, [&](const AuthorityCertificate& authority) {
    const auto pair = http::ParseCertificates(leaf + authority.pem, "").value();
    return X509_verify(pair[0].get(), X509_get0_pubkey(pair[1].get())) == 1 &&
           time < authority.not_after && time < http::NotAfter(pair[0].get());
  });
}

std::string PublishedBundle(const World& world) {
  return WebhookConfiguration::Parse(world.server.Get(kWebhooks)).value().entries.at(0).ca_bundle;
}

TEST_CASE("from an empty Secret to ready, and others follow") {
  World world;
  world.server.Put(kSecret, R"({"type":"kubernetes.io/tls","metadata":{"name":"portcullis-tls"},
                                "data":{"tls.crt":"","tls.key":""}})");
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica leader(world, true);
  Replica other(world, false);
  CHECK(leader.Ready() == "no certificate was read yet");
  other.Run();
  CHECK(other.Ready() == "there is no trusted certificate yet");
  CHECK_FALSE(other.certificate->leaf_not_after().has_value());

  leader.Run();
  CHECK(leader.Told() == "make authority;issue certificate;publish authorities;served;");
  CHECK(leader.Ready() == "ready");
  CHECK(leader.certificate->leaf_not_after() == kStart + kLeafLifetime);
  CHECK(leader.certificate->authority_not_after() == kStart + kAuthorityLifetime);
  CHECK(leader.authority_ends == kStart + kAuthorityLifetime);
  other.Run();
  CHECK(other.Told() == "served;");
  CHECK(other.Ready() == "ready");
  CHECK(other.Leaf() == leader.Leaf());

  const auto configuration = WebhookConfiguration::Parse(world.server.Get(kWebhooks)).value();
  CHECK(configuration.entries[0].ca_bundle == configuration.entries[1].ca_bundle);
  CHECK(world.server.Field(kWebhooks, "/webhooks/0/timeoutSeconds") == "3");
  CHECK(world.server.Field(kWebhooks, "/metadata/labels/a") == "b");

  // All is well: nothing is written, nothing replaced.
  const std::size_t before = world.server.Calls().size();
  leader.Run();
  other.Run();
  const auto calls = world.server.Calls();
  CHECK(calls.size() == before + 4);
  CHECK(std::all_of(calls.end() - 4, calls.end(),
                    [](const std::string& call) { return call.starts_with("GET "); }));
  CHECK(leader.Told() + other.Told() == "");
}

TEST_CASE("a Secret that does not exist is made") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica leader(world, true);
  leader.Run();
  CHECK(leader.Ready() == "ready");
  CHECK(world.server.Field(kSecret, "/type") == "kubernetes.io/tls");
  CHECK(world.server.Calls()[2] == std::string("POST ") + kSecrets);
}

TEST_CASE("who does not lead writes nothing") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica other(world, false);
  other.Run();
  CHECK(world.server.Get(kSecret) == "");
  CHECK(other.Told() == "");
}

TEST_CASE("a replica is ready only while every entry trusts what it serves") {
  struct Case { std::string name; std::function<void(World&)> change; std::string want; };
  const Case cases[] = {
      {"nothing happened", [](World&) {}, "ready"},
      {"a bundle was wiped", [](World& world) { world.server.Put(kWebhooks, kNewWebhooks); },
       "no authority is trusted"},
      {"the webhook was deleted", [](World& world) { world.server.Delete(kWebhooks); },
       "there is no ValidatingWebhookConfiguration portcullis"},
      {"the entries were deleted", [](World& world) { world.server.Put(kWebhooks, "{}"); },
       "no webhook is configured"},
      {"the Secret was deleted", [](World& world) { world.server.Delete(kSecret); }, "ready"},
      {"the certificate ended", [](World& world) { world.now += kLeafLifetime; },
       "certificate has expired"},
      {"the API server does not answer",
       [](World& world) {
         world.server.SetFault([](const auto&) { return std::optional(kube::ApiError{}); });
       },
       "ready"},
      {"it does not answer, and the certificate ended",
       [](World& world) {
         world.now += kLeafLifetime;
         world.server.SetFault([](const auto&) { return std::optional(kube::ApiError{}); });
       },
       "the certificate has ended"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      World world;
      world.server.Put(kWebhooks, kNewWebhooks);
      Replica leader(world, true);
      Replica other(world, false);
      leader.Run();
      other.Run();
      c.change(world);
      other.Run();
      CHECK(other.Ready() == c.want);
    }
  }
}

TEST_CASE("the leader repairs what others changed") {
  struct Case { std::string name; std::function<void(World&)> change; std::string want; };
  const Case cases[] = {
      {"a bundle was wiped", [](World& world) { world.server.Put(kWebhooks, kNewWebhooks); },
       "publish authorities;"},
      {"the Secret was deleted", [](World& world) { world.server.Delete(kSecret); },
       "make authority;publish authorities;"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      World world;
      world.server.Put(kWebhooks, kNewWebhooks);
      Replica leader(world, true);
      leader.Run();
      const std::string leaf = leader.Leaf();
      leader.Told();
      c.change(world);
      leader.Run();
      CHECK(leader.Told() == c.want);
      CHECK(leader.Leaf() == leaf);
      CHECK(leader.Ready() == "ready");
      world.now += kSettleTime;
      leader.Run();
      CHECK(leader.Ready() == "ready");
      CHECK(CertificateSecret::Parse(world.server.Get(kSecret)).value().set().leaf.certificate ==
            leader.Leaf());
    }
  }
}

TEST_CASE("a failure is told once, until there is another or none") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica leader(world, true);
  world.server.SetFault([](const kube::ApiRequest& request) {
    return request.method == kube::ApiRequest::Method::kGet
               ? std::nullopt
               : std::optional(kube::ApiError{403, "Forbidden", "not allowed", {}});
  });
  leader.Run();
  leader.Run();
  CHECK(leader.Told() == "failed: write the Secret portcullis-tls: not allowed;");
  world.server.SetFault([](const auto&) { return std::optional(kube::ApiError{0, "", "gone", {}}); });
  leader.Run();
  CHECK(leader.Told() == std::string("failed: read ") + kSecret + ": gone;");
  world.server.SetFault(nullptr);
  leader.Run();
  CHECK(leader.Ready() == "ready");
}

TEST_CASE("of two that lead at once one writes, and both serve the same") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica a(world, true);
  Replica b(world, true);
  // b comes between what a read and what a writes.
  bool has_come = false;
  world.server.SetFault([&](const kube::ApiRequest& request) -> std::optional<kube::ApiError> {
    if (request.method == kube::ApiRequest::Method::kGet || std::exchange(has_come, true)) return {};
    return kube::ApiError{409, "Conflict", "changed", {}};
  });
  a.Run();
  b.Run();
  a.Run();
  CHECK((a.Told() + b.Told()).find("failed") == std::string::npos);
  CHECK(a.Leaf() == b.Leaf());
  CHECK(a.Ready() == "ready");
  CHECK(b.Ready() == "ready");
}

TEST_CASE("who loses the Lease while it makes a key does not write") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica leader(world, false);
  int asked = 0;
  auto certificate = SelfManagedCertificate::Make(
                         {"security", "portcullis-tls", "portcullis", "portcullis", ""},
                         world.server, [&] { return ++asked == 1; }, world, leader)
                         .value();
  CHECK_FALSE(certificate->Round({}));
  CHECK(asked == 2);
  CHECK(world.server.Get(kSecret) == "");
}

TEST_CASE("Run ends when it is asked to") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  Replica leader(world, true);
  std::stop_source stop;
  const auto ended =
      std::async(std::launch::async, [&] { leader.certificate->Run(stop.get_token()); });
  stop.request_stop();
  CHECK(ended.wait_for(seconds(10)) == std::future_status::ready);
}

// Eleven years: every renewal of a leaf and one of the authority. API servers learn of bundles
// late, replicas read late, one of them cannot read for two months now and then, the leader changes,
// and at all times every API server can call every replica whose certificate has not ended.
TEST_CASE("no call fails, whoever learns of what when") {
  World world;
  world.server.Put(kWebhooks, kNewWebhooks);
  std::vector<std::unique_ptr<Replica>> replicas;
  for (int i = 0; i < 3; ++i) replicas.push_back(std::make_unique<Replica>(world, i == 0));
  for (const auto& replica : replicas) {
    replica->Run();
    CHECK(replica->Told().ends_with("served;"));
  }

  struct Known { TimePoint time; std::string bundle; };
  std::vector<Known> history = {{world.now - days(1), PublishedBundle(world)}};
  const auto known_to = [&](seconds delay) {
    const auto last = std::find_if(history.rbegin(), history.rend(), [&](const Known& known) {
      return known.time + delay <= world.now;
    });
    return last == history.rend() ? history.front().bundle : last->bundle;
  };

  std::mt19937 random(1);
  int leaves = 0;
  int authorities = 0;
  std::size_t most_trusted = 0;
  TimePoint busy_until{};
  TimePoint cut_off_until{};
  const std::vector<seconds> delays = {seconds(0), seconds(1), kSettleTime - seconds(1)};
  while (world.now < kStart + std::chrono::years(11)) {
    world.now += world.now < busy_until ? seconds(30) : seconds(days(30));
    if (random() % 20 == 0) cut_off_until = world.now + days(60);
    const std::size_t leader = random() % 20 == 0 ? random() % 2 : 0;
    for (std::size_t i = 0; i < replicas.size(); ++i) {
      replicas[i]->is_leading = i == leader;
      if (i == 2 && world.now < cut_off_until) continue;
      if (i == leader) {
        replicas[i]->certificate->Round({});
      } else if (i == 2 || random() % 2 == 0) {
        replicas[i]->Run();
      }
      const std::string told = replicas[i]->Told();
      if (told.find(';') != std::string::npos) busy_until = world.now + std::chrono::minutes(2);
      if (told.find("issue") != std::string::npos) ++leaves;
      if (told.find("make") != std::string::npos) ++authorities;
      CHECK(told.find("failed") == std::string::npos);
    }
    const std::string bundle = PublishedBundle(world);
    if (bundle != history.back().bundle) history.push_back({world.now, bundle});
    most_trusted = std::max(most_trusted, ParseBundle(bundle).value().size());

    std::set<std::pair<std::string, std::string>> calls;  // that differ
    for (const auto& replica : replicas) {
      if (world.now >= *replica->certificate->leaf_not_after()) {
        CHECK(replica == replicas[2]);  // no other lets its certificate end
        CHECK(world.now < cut_off_until);
        CHECK(replica->Ready() == "the certificate has ended");
        continue;
      }
      for (const seconds delay : delays) calls.emplace(known_to(delay), replica->Leaf());
    }
    for (const auto& [known, leaf] : calls) CHECK(Trusts(known, leaf, world.now));
  }
  CHECK(authorities == 1);
  CHECK(leaves >= 11);
  CHECK(most_trusted == 2);
  CHECK(ParseBundle(PublishedBundle(world)).value().size() == 1);
}

}  // namespace
}  // namespace portcullis::certificates
