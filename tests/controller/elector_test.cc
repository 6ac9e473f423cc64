#include "controller/elector.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/kube/object_store.h"

namespace portcullis::controller {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kPath[] = "/apis/coordination.k8s.io/v1/namespaces/security/leases/portcullis";
constexpr milliseconds kStep{50};
const kube::ApiError kNoAnswer;

// A process that takes part, with a clock of its own: it starts at any time and runs `rate` times as
// fast as the true one.
class Process {
 public:
  Process(kube::ObjectStore& server, std::string identity, double rate, unsigned seed)
      : elector("security", "portcullis", std::move(identity),
                [this] { return std::uniform_real_distribution<double>(0, 1)(random_); }),
        server_(server),
        rate_(rate),
        random_(seed),
        offset_(std::chrono::hours(random_() % 1000)) {}

  // Does what is to be done at the true time. A call takes half of `latency` to the server and half
  // back; one that is given up on may still arrive.
  void Run(milliseconds time, milliseconds latency = {}) {
    for (Sent& sent : on_the_way_) {
      if (time >= sent.arrives_at && !sent.answer) sent.answer = server_.Call(sent.request, {});
    }
    std::erase_if(on_the_way_, [this](const Sent& sent) {
      return sent.answer && (!give_up_at_ || &sent != &on_the_way_.back());
    });
    if (is_stalled) return;
    for (;;) {
      if (give_up_at_) {
        const bool has_answer = on_the_way_.back().answer && time >= on_the_way_.back().answered_at;
        if (!has_answer && Local(time) < *give_up_at_) return;
        give_up_at_.reset();
        if (has_answer) {
          elector.Answered(*std::move(on_the_way_.back().answer), Local(time));
          on_the_way_.pop_back();
        } else {
          elector.Answered(tl::make_unexpected(kNoAnswer), Local(time));
        }
      }
      // Far from the truth on purpose: the time of day must not matter.
      const Elector::Date date{std::chrono::hours(random_() % 100'000)};
      auto call = elector.Next(Local(time), date);
      if (!call) return;
      give_up_at_ = call->give_up_at;
      on_the_way_.push_back({std::move(call->request), time + latency / 2, time + latency, {}});
      if (latency == milliseconds(0)) {
        on_the_way_.back().answer = server_.Call(on_the_way_.back().request, {});
      }
    }
  }

  bool IsLeading(milliseconds time) const { return elector.IsLeading(Local(time)); }

  Elector elector;
  bool is_stalled = false;  // or killed

 private:
  Elector::TimePoint Local(milliseconds time) const {
    return Elector::TimePoint(offset_ + duration_cast<BootClock::duration>(rate_ * time));
  }

  struct Sent {
    kube::ApiRequest request;
    milliseconds arrives_at;
    milliseconds answered_at;
    std::optional<kube::ApiResult<std::string>> answer;  // once it has arrived
  };

  kube::ObjectStore& server_;
  const double rate_;
  std::mt19937 random_;
  const BootClock::duration offset_;
  std::optional<Elector::TimePoint> give_up_at_;  // of the last that was sent, while it is awaited
  std::vector<Sent> on_the_way_;
};

// Two processes and a server, in true time.
struct Bench {
  explicit Bench(double rate_a = 1, double rate_b = 1, unsigned seed = 1)
      : a(server, "a_1", rate_a, seed), b(server, "b_1", rate_b, seed + 1000) {}

  void Step() {
    now += kStep;
    a.Run(now);
    b.Run(now);
    most = std::max(most, int{a.IsLeading(now)} + int{b.IsLeading(now)});
  }

  // The time until it is so; at most a minute.
  milliseconds Until(const std::function<bool()>& is_so) {
    const milliseconds from = now;
    while (!is_so() && now - from < seconds(60)) Step();
    return now - from;
  }

  void For(milliseconds time) {
    for (const milliseconds end = now + time; now < end;) Step();
  }

  // a leads, b waits.
  void Begin() {
    b.is_stalled = true;
    Until([this] { return a.IsLeading(now); });
    b.is_stalled = false;
    For(seconds(30));
    CHECK(Leader() == "a");
  }

  std::string Leader() const {
    return std::string(a.IsLeading(now) ? "a" : "") + (b.IsLeading(now) ? "b" : "");
  }

  std::string Spec(const std::string& field) const { return server.Field(kPath, "/spec/" + field); }

  kube::ObjectStore server;
  milliseconds now{};
  Process a;
  Process b;
  int most = 0;  // leaders at once
};

TEST_CASE("the first to come makes the Lease and leads") {
  Bench bench;
  bench.Step();
  CHECK(bench.Leader() == "a");
  CHECK(bench.Spec("holderIdentity") == "a_1");
  CHECK(bench.Spec("leaseDurationSeconds") == "15");
  CHECK(bench.Spec("leaseTransitions") == "0");
  CHECK(bench.Spec("acquireTime") == bench.Spec("renewTime"));
}

TEST_CASE("a leader renews every retry period with one PUT") {
  Bench bench;
  bench.b.is_stalled = true;
  bench.Step();
  const std::string acquired = bench.Spec("acquireTime");
  const std::size_t before = bench.server.Calls().size();
  bench.For(seconds(20));
  const auto calls = bench.server.Calls();
  CHECK(calls.size() - before == 10);
  CHECK(std::ranges::count(calls, std::string("PUT ") + kPath) == 10);
  CHECK(bench.Spec("acquireTime") == acquired);
  CHECK(bench.Spec("leaseTransitions") == "0");
}

TEST_CASE("another takes over when the leader is killed, after the lease duration and a retry") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    Bench bench(1, 1, seed);
    bench.Begin();
    bench.a.is_stalled = true;
    const auto took = bench.Until([&] { return bench.Leader() == "b"; });
    CHECK(took > kLeaseDuration - kRetryPeriod);
    // Seen up to a jittered retry after the last renewal, and tried up to one after the end.
    CHECK(took <= kLeaseDuration + 2 * (kRetryPeriod * (1 + kRetryJitter)) + 2 * kStep);
    CHECK(bench.Spec("leaseTransitions") == "1");
    CHECK(bench.most == 1);
  }
}

TEST_CASE("another takes over at its next try when the Lease was given up") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    Bench bench(1, 1, seed);
    bench.Begin();
    bench.a.elector.Release();
    CHECK(bench.Leader() == "");
    bench.Step();
    CHECK((bench.Leader() == "b" || bench.Spec("leaseDurationSeconds") == "1"));
    const auto took = bench.Until([&] { return bench.Leader() == "b"; });
    CHECK(took <= kRetryPeriod * (1 + kRetryJitter) + 2 * kStep);
    CHECK(bench.Spec("leaseTransitions") == "1");
    CHECK_FALSE(bench.a.elector.Next(Elector::TimePoint::max(), {}).has_value());
  }
}

TEST_CASE("what is released is only what is ours") {
  Bench bench;
  bench.Begin();
  bench.b.elector.Release();
  bench.For(seconds(1));
  CHECK(bench.Leader() == "a");
  CHECK(bench.Spec("holderIdentity") == "a_1");
}

TEST_CASE("a leader that gets no answers stops at the renew deadline, and leads again afterwards") {
  Bench bench;
  bench.Begin();
  bench.b.is_stalled = true;
  const std::size_t before = bench.server.Calls().size();
  bench.server.SetFault([](const auto&) { return std::optional(kNoAnswer); });
  const auto led = bench.Until([&] { return bench.Leader().empty(); });
  CHECK(led > kRenewDeadline - kRetryPeriod - kStep);
  CHECK(led <= kRenewDeadline);
  CHECK(bench.a.elector.problem() == "read the Lease: ");
  const auto calls = bench.server.Calls().size() - before;
  CHECK(calls >= 4);
  CHECK(calls <= 6);

  bench.server.SetFault(nullptr);
  CHECK(bench.Until([&] { return bench.Leader() == "a"; }) <= seconds(5));
  CHECK(bench.a.elector.problem() == "");
  CHECK(bench.Spec("leaseTransitions") == "0");  // it was ours all the time
}

TEST_CASE("no call of a leader can outlast its deadline") {
  Bench bench;
  bench.b.is_stalled = true;
  bench.Step();
  auto& elector = bench.a.elector;
  const auto until = elector.leading_until();
  auto now = elector.wake();
  int calls = 0;
  while (elector.IsLeading(now)) {
    const auto call = elector.Next(now, {});
    if (!call) {
      CHECK(elector.wake() > now);
      now = elector.wake();
      continue;
    }
    ++calls;
    CHECK(call->give_up_at <= now + seconds(5));
    CHECK(call->give_up_at <= until - seconds(1));
    now = call->give_up_at;
    elector.Answered(tl::unexpected<kube::ApiError>(kNoAnswer), now);
  }
  CHECK(now == until);
  CHECK(calls == 2);
}

TEST_CASE("a write that another one's came before is lost") {
  Bench bench;
  auto& a = bench.a.elector;
  auto& b = bench.b.elector;
  const Elector::TimePoint now{std::chrono::hours(1)};
  const auto send = [&](const std::optional<Elector::Call>& call) {
    return bench.server.Call(call.value().request, {});
  };

  SUBCASE("both create") {
    a.Answered(send(a.Next(now, {})), now);
    b.Answered(send(b.Next(now, {})), now);
    const auto create_a = a.Next(now, {});
    const auto create_b = b.Next(now, {});
    b.Answered(send(create_b), now);
    a.Answered(send(create_a), now);
  }
  SUBCASE("both take what was given up") {
    bench.server.Put(kPath, R"({"spec":{"holderIdentity":"","leaseTransitions":4}})");
    a.Answered(send(a.Next(now, {})), now);
    b.Answered(send(b.Next(now, {})), now);
    const auto take_a = a.Next(now, {});
    const auto take_b = b.Next(now, {});
    b.Answered(send(take_b), now);
    a.Answered(send(take_a), now);
    CHECK(bench.Spec("leaseTransitions") == "5");
  }
  CHECK_FALSE(a.IsLeading(now));
  CHECK(b.IsLeading(now));
  CHECK(a.problem() == "");
  CHECK(a.wake() > now);
  CHECK(bench.Spec("holderIdentity") == "b_1");
}

TEST_CASE("a label that somebody writes costs a leader one more round") {
  Bench bench;
  bench.Begin();
  std::string object = bench.server.Get(kPath);
  bench.server.Put(kPath, object.replace(object.find("\"metadata\":{"), 12,
                                         R"("metadata":{"labels":{"team":"net"},)"));
  for (int i = 0; i < 100; ++i) {
    bench.Step();
    CHECK(bench.Leader() == "a");
  }
  CHECK(bench.server.Field(kPath, "/metadata/labels/team") == "net");
  CHECK(bench.Spec("leaseTransitions") == "0");
}

TEST_CASE("a leader stops at once when it sees that the Lease is another's or gone") {
  struct Case { std::string name; std::function<void(Bench&)> act; std::string transitions; };
  const Case cases[] = {
      {"another's", [](Bench& bench) {
         bench.server.Put(kPath, R"({"metadata":{"name":"portcullis"},"spec":{"holderIdentity":"c",
             "leaseDurationSeconds":15,"leaseTransitions":8}})");
       }, "9"},
      {"nobody's", [](Bench& bench) {
         bench.server.Put(kPath, R"({"metadata":{"name":"portcullis"},"spec":{}})");
       }, "1"},
      {"gone", [](Bench& bench) { bench.server.Delete(kPath); }, "0"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Bench bench;
      bench.Begin();
      bench.b.is_stalled = true;
      c.act(bench);
      auto& elector = bench.a.elector;
      const auto now = elector.wake();
      elector.Answered(bench.server.Call(elector.Next(now, {}).value().request, {}), now);
      CHECK(elector.IsLeading(now));  // the PUT alone does not tell
      elector.Answered(bench.server.Call(elector.Next(now, {}).value().request, {}), now);
      CHECK_FALSE(elector.IsLeading(now));
      bench.b.is_stalled = false;
      bench.Until([&] { return !bench.Leader().empty(); });
      CHECK(bench.Spec("leaseTransitions") == c.transitions);
    }
  }
}

TEST_CASE("a holder is awaited for the duration that it wrote, from when it was first seen") {
  Bench bench;
  bench.server.Put(kPath, R"({"metadata":{"name":"portcullis"},"spec":{"holderIdentity":"c",
      "leaseDurationSeconds":40,"renewTime":"2001-01-01T00:00:00.000000Z"}})");
  const auto took = bench.Until([&] { return !bench.Leader().empty(); });
  CHECK(took > seconds(40));
  CHECK(took < seconds(45));
}

TEST_CASE("a stalled leader does not lead when it wakes up") {
  Bench bench;
  bench.Begin();
  bench.a.is_stalled = true;
  bench.For(seconds(9) - kRetryPeriod);
  CHECK(bench.Leader() == "a");
  bench.For(seconds(3));
  CHECK(bench.Leader() == "");
  bench.For(seconds(20));
  CHECK(bench.Leader() == "b");
  bench.a.is_stalled = false;
  bench.For(seconds(20));
  CHECK(bench.Leader() == "b");
  CHECK(bench.most == 1);
}

TEST_CASE("an answer that cannot be read is a failure") {
  Bench bench;
  bench.server.Put(kPath, R"({"spec":{"holderIdentity":[]}})");
  bench.For(seconds(10));
  CHECK(bench.Leader() == "");
  CHECK(bench.a.elector.problem().starts_with("Lease:1:"));
  bench.server.Delete(kPath);
  CHECK(bench.Until([&] { return !bench.Leader().empty(); }) < seconds(5));
}

// Half an hour of two processes among slow answers, lost ones and stalls.
int MostLeaders(double rate_a, double rate_b, unsigned seed) {
  Bench bench(rate_a, rate_b, seed);
  std::mt19937 random(seed);
  const auto one_in = [&random](unsigned n) { return random() % n == 0; };
  bool is_down = false;
  bench.server.SetFault([&](const auto&) {
    return is_down || one_in(10) ? std::optional(kNoAnswer) : std::nullopt;
  });
  for (int i = 0; i < 36'000; ++i) {
    if (one_in(is_down ? 200 : 1000)) is_down = !is_down;
    for (Process* process : {&bench.a, &bench.b}) {
      if (one_in(process->is_stalled ? 300 : 2000)) process->is_stalled = !process->is_stalled;
      const milliseconds latency(one_in(4) ? random() % 7000 : random() % 100);
      process->Run(bench.now, latency);
    }
    bench.now += kStep;
    bench.most = std::max(
        bench.most, int{bench.a.IsLeading(bench.now)} + int{bench.b.IsLeading(bench.now)});
  }
  return bench.most;
}

TEST_CASE("there are never two leaders, unless one clock runs 1.5 times as fast as the other") {
  struct Case { double a; double b; };
  for (const Case& c : {Case{1, 1}, {1, 1.45}, {1.45, 1}, {0.8, 1.1}}) {
    for (unsigned seed = 0; seed < 4; ++seed) {
      CAPTURE(c.a);
      CAPTURE(c.b);
      CAPTURE(seed);
      CHECK(MostLeaders(c.a, c.b, seed) == 1);
    }
  }
  // So the simulation is able to see two.
  int most = 0;
  for (unsigned seed = 0; seed < 4; ++seed) most = std::max(most, MostLeaders(1, 3, seed));
  CHECK(most == 2);
}

}  // namespace
}  // namespace portcullis::controller
