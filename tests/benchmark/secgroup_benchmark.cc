// How long do the engine's questions take?

#include <benchmark/benchmark.h>

#include "secgroup/decision.h"
#include "secgroup/partition.h"
#include "secgroup/rule_usage.h"
#include "tests/benchmark/random_rules.h"

namespace portcullis {
namespace {

void ExplainOnePacket(benchmark::State& state) {
  const auto list = RandomList(static_cast<std::size_t>(state.range(0)),
                               static_cast<std::size_t>(state.range(1)), 1);
  std::mt19937_64 random(2);
  for (auto _ : state) {
    const std::uint64_t bits = random();
    const secgroup::Packet packet{secgroup::Protocol::kTcp, static_cast<std::uint16_t>(bits),
                                  {secgroup::Family::kIPv4, bits >> 32}};
    benchmark::DoNotOptimize(secgroup::Explain(list, packet));
  }
}
BENCHMARK(ExplainOnePacket)->ArgNames({"groups", "rules"})->Args({2, 20})->Args({5, 100});

void PartitionOfList(benchmark::State& state) {
  const auto list = RandomList(static_cast<std::size_t>(state.range(0)),
                               static_cast<std::size_t>(state.range(1)), 1);
  for (auto _ : state) benchmark::DoNotOptimize(secgroup::MakePartition(list));
}
BENCHMARK(PartitionOfList)
    ->ArgNames({"groups", "rules"})
    ->Args({1, 100})
    ->Args({2, 100})
    ->Args({5, 100})
    ->Args({10, 100})
    ->Unit(benchmark::kMicrosecond);

void UsageOfRules(benchmark::State& state) {
  const auto list = RandomList(static_cast<std::size_t>(state.range(0)),
                               static_cast<std::size_t>(state.range(1)), 1);
  for (auto _ : state) benchmark::DoNotOptimize(secgroup::MakeRuleUsage(list));
}
BENCHMARK(UsageOfRules)
    ->ArgNames({"groups", "rules"})
    ->Args({1, 100})
    ->Args({2, 100})
    ->Args({5, 100})
    ->Args({10, 100})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace portcullis
