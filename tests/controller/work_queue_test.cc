#include "controller/work_queue.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace portcullis::controller {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Key Named(std::string name) { return {Key::Kind::kService, "shop", std::move(name)}; }

// A queue on a clock that the test sets.
struct Bench : WorkQueueObserver {
  void Added() override { told += "added "; }
  void AddedForLater() override { told += "later "; }
  void Started(Duration waited) override { told += "waited:" + Text(waited) + " "; }
  void Finished(Duration worked) override { told += "worked:" + Text(worked) + " "; }

  static std::string Text(Duration duration) {
    return std::to_string(std::chrono::duration_cast<milliseconds>(duration).count());
  }

  // The name of the next, which is then in work.
  std::string Take() {
    const auto key = queue.TryGet();
    return key ? key->name : "nothing";
  }

  // The names of all that can be taken now, which are then in work.
  std::string TakeAll() {
    std::string names;
    while (const auto key = queue.TryGet()) names += key->name + " ";
    return names;
  }

  // After how many milliseconds a key that was added for later is given out.
  std::int64_t Delay() {
    const auto from = now;
    for (;;) {
      if (const auto key = queue.TryGet()) {
        queue.Done(*key);
        return std::chrono::duration_cast<milliseconds>(now - from).count();
      }
      now += milliseconds(1);
    }
  }

  std::chrono::steady_clock::time_point now{std::chrono::hours(100)};
  std::string told;
  WorkQueue queue{this, [this] { return now; }};
};

TEST_CASE("keys are given out in the order in which they were first added, once") {
  Bench bench;
  for (const char* name : {"b", "a", "b", "c", "a"}) bench.queue.Add(Named(name));
  CHECK(bench.queue.depth() == 3);
  CHECK(bench.TakeAll() == "b a c ");
  CHECK(bench.queue.depth() == 0);
}

TEST_CASE("what has one name in two kinds or namespaces is two keys") {
  Bench bench;
  bench.queue.Add({Key::Kind::kService, "shop", "x"});
  bench.queue.Add({Key::Kind::kService, "bank", "x"});
  bench.queue.Add({Key::Kind::kNode, "", "x"});
  bench.queue.Add({Key::Kind::kView});
  CHECK(bench.queue.depth() == 4);
}

TEST_CASE("a key that is added while it is worked on comes once more when that is done") {
  Bench bench;
  bench.queue.Add(Named("a"));
  bench.queue.Add(Named("b"));
  CHECK(bench.TakeAll() == "a b ");
  bench.queue.Add(Named("a"));
  bench.queue.Add(Named("a"));
  CHECK(bench.TakeAll() == "");
  bench.queue.Done(Named("b"));
  bench.queue.Done(Named("a"));
  CHECK(bench.TakeAll() == "a ");
  bench.queue.Done(Named("a"));
  CHECK(bench.TakeAll() == "");
}

TEST_CASE("of several times for one key the earliest counts") {
  struct Case { std::string name; std::vector<int> delays; std::int64_t want; };
  const Case cases[] = {
      {"one", {30}, 30},          {"a later one after it", {30, 50}, 30},
      {"an earlier one", {30, 10}, 10}, {"the same", {30, 30}, 30},
      {"none at all", {0}, 0},    {"a time that has passed", {-5}, 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Bench bench;
      for (const int delay : c.delays) bench.queue.AddAfter(Named("a"), milliseconds(delay));
      CHECK(bench.Delay() == c.want);
      bench.now += seconds(10);
      CHECK(bench.TakeAll() == "");
    }
  }
}

TEST_CASE("what is due joins the queue in the order of its time") {
  Bench bench;
  bench.queue.AddAfter(Named("c"), milliseconds(30));
  bench.queue.AddAfter(Named("a"), milliseconds(10));
  bench.queue.AddAfter(Named("b"), milliseconds(20));
  bench.now += seconds(1);
  CHECK(bench.TakeAll() == "a b c ");
}

TEST_CASE("each failure of a key doubles its wait, from 5 ms to 1000 s, until it is forgotten") {
  Bench bench;
  std::vector<std::int64_t> delays;
  for (int i = 0; i < 20; ++i) {
    bench.queue.AddRateLimited(Named("a"));
    delays.push_back(bench.Delay());
  }
  CHECK(delays[0] == 5);
  CHECK(delays[1] == 10);
  CHECK(delays[10] == 5120);
  CHECK(delays[17] == 655'360);
  CHECK(delays[18] == 1'000'000);
  CHECK(delays[19] == 1'000'000);

  bench.queue.AddRateLimited(Named("b"));
  CHECK(bench.Delay() == 5);
  bench.queue.Forget(Named("a"));
  bench.queue.AddRateLimited(Named("a"));
  CHECK(bench.Delay() == 5);
}

TEST_CASE("all keys share 10 failures a second and 100 at once") {
  Bench bench;
  for (int i = 0; i < 103; ++i) bench.queue.AddRateLimited(Named(std::to_string(i)));
  bench.now += milliseconds(5);
  for (int i = 0; i < 100; ++i) CHECK(bench.Take() == std::to_string(i));
  CHECK(bench.TakeAll() == "");
  bench.now += milliseconds(95);
  CHECK(bench.TakeAll() == "100 ");
  bench.now += milliseconds(200);
  CHECK(bench.TakeAll() == "101 102 ");

  // Ten seconds later the bucket is full again.
  bench.now += seconds(10);
  for (int i = 0; i < 100; ++i) bench.queue.AddRateLimited(Named("x" + std::to_string(i)));
  bench.now += milliseconds(5);
  for (int i = 0; i < 100; ++i) CHECK(bench.queue.TryGet().has_value());
}

TEST_CASE("a queue that is shut down gives out what waits and takes nothing new") {
  Bench bench;
  bench.queue.Add(Named("a"));
  bench.queue.Add(Named("b"));
  bench.queue.AddAfter(Named("later"), milliseconds(1));
  CHECK(bench.Take() == "a");
  bench.queue.Add(Named("a"));
  bench.queue.ShutDown();
  bench.queue.Add(Named("c"));
  bench.queue.AddAfter(Named("d"), milliseconds(0));
  bench.queue.AddRateLimited(Named("e"));
  bench.queue.Done(Named("a"));
  bench.now += seconds(10);
  CHECK(bench.queue.Get({}) == Named("b"));
  CHECK(bench.queue.Get({}) == Named("a"));
  CHECK_FALSE(bench.queue.Get({}).has_value());
}

TEST_CASE("the observer hears of adds, waits and work") {
  Bench bench;
  bench.queue.Add(Named("a"));
  bench.queue.Add(Named("a"));
  bench.now += milliseconds(3);
  CHECK(bench.Take() == "a");
  bench.queue.Add(Named("b"));
  CHECK(bench.Take() == "b");
  bench.now += milliseconds(4);
  bench.queue.Done(Named("b"));
  bench.now += milliseconds(1);
  CHECK(Bench::Text(bench.queue.work().total) == "5");
  bench.queue.AddAfter(Named("c"), milliseconds(10));
  bench.queue.Add(Named("d"));
  CHECK(bench.Take() == "d");
  bench.now += milliseconds(2);
  CHECK(Bench::Text(bench.queue.work().total) == "9");
  CHECK(Bench::Text(bench.queue.work().longest) == "7");
  CHECK(bench.told == "added waited:3 added waited:0 worked:4 later added waited:0 ");
}

TEST_CASE("Get waits for a key, a stop or the end") {
  struct Case { std::string name; std::function<void(WorkQueue&, std::stop_source&)> act; bool has; };
  const Case cases[] = {
      {"a key", [](WorkQueue& queue, std::stop_source&) { queue.Add(Named("a")); }, true},
      {"a key after a while",
       [](WorkQueue& queue, std::stop_source&) { queue.AddAfter(Named("a"), milliseconds(1)); },
       true},
      {"a key that comes earlier than another",
       [](WorkQueue& queue, std::stop_source&) {
         queue.AddAfter(Named("b"), std::chrono::hours(1));
         queue.AddAfter(Named("a"), milliseconds(1));
       },
       true},
      {"a stop", [](WorkQueue&, std::stop_source& stop) { stop.request_stop(); }, false},
      {"the end", [](WorkQueue& queue, std::stop_source&) { queue.ShutDown(); }, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      WorkQueue queue;
      std::stop_source stop;
      auto got = std::async(std::launch::async, [&] { return queue.Get(stop.get_token()); });
      c.act(queue, stop);
      const auto key = got.get();
      CHECK(key.has_value() == c.has);
      if (key) CHECK(*key == Named("a"));
    }
  }
}

TEST_CASE("Drain waits for work in progress") {
  WorkQueue queue;
  queue.Add(Named("a"));
  CHECK(queue.TryGet() == Named("a"));
  auto drained = std::async(std::launch::async, [&] { queue.Drain(); });
  CHECK(drained.wait_for(milliseconds(0)) == std::future_status::timeout);
  queue.Done(Named("a"));
  drained.get();
}

TEST_CASE("no key is worked on by two threads at once, and the last change is seen") {
  constexpr int kKeys = 5;
  constexpr int kChanges = 2000;
  WorkQueue queue;
  std::atomic<int> workers_of[kKeys] = {};
  std::atomic<int> wanted[kKeys] = {};
  std::atomic<int> seen[kKeys] = {};
  std::atomic<bool> twice = false;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 4; ++i) {
      workers.emplace_back([&](const std::stop_token& stop) {
        while (const auto key = queue.Get(stop)) {
          const std::size_t k = static_cast<std::size_t>(std::stoi(key->name));
          if (workers_of[k].fetch_add(1) != 0) twice = true;
          seen[k] = wanted[k].load();
          workers_of[k].fetch_sub(1);
          queue.Done(*key);
        }
      });
    }
    std::mt19937 random(1);
    for (int i = 0; i < kChanges; ++i) {
      const std::size_t k = random() % kKeys;
      wanted[k] = i;
      queue.Add(Named(std::to_string(k)));
    }
    queue.ShutDown();
    for (std::jthread& worker : workers) worker.join();  // not stopped: each drains the queue
  }
  CHECK_FALSE(twice);
  for (std::size_t k = 0; k < kKeys; ++k) CHECK(seen[k] == wanted[k]);
}

}  // namespace
}  // namespace portcullis::controller
