// What does it cost to judge everything that facts hold, every rule of every group included?

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "policy/evaluator.h"
#include "tests/benchmark/random_rules.h"

namespace portcullis::policy {
namespace {

secgroup::AddressSet Block(std::uint64_t address, int prefix_length) {
  const secgroup::AddressRange block =
      secgroup::MakeBlock(secgroup::Family::kIPv4, address, prefix_length);
  return secgroup::AddressSet(std::span(&block, 1));
}

// `nodes` nodes in `classes` classes; each class has a list of five groups of 100 random rules in either
// direction, which it shares with no other.
std::shared_ptr<const cluster::Facts> RandomFacts(std::size_t classes, std::size_t nodes) {
  constexpr std::size_t kGroupsOfList = 5;
  auto facts = std::make_shared<cluster::Facts>();
  facts->network.containers = Block(0xac100000, 16);  // 172.16.0.0
  facts->network.nodes = Block(0x0a000000, 16);       // 10.0.0.0
  facts->inventory = RandomGroups(classes * kGroupsOfList, 100, 1);
  facts->inventory.instances_complete = true;
  for (std::size_t n = 0; n < nodes; ++n) {
    cluster::Instance instance;
    instance.id = "ins-" + std::to_string(n);
    instance.node_name = "node-" + std::to_string(n);
    instance.private_addresses.push_back({secgroup::Family::kIPv4, 0x0a000000 + n});
    std::vector<secgroup::GroupId> groups;
    for (std::size_t g = 0; g < kGroupsOfList; ++g) {
      groups.push_back("sg-" + std::to_string(n % classes * kGroupsOfList + g));
    }
    instance.groups = std::move(groups);
    facts->instances.push_back(std::move(instance));
  }
  return facts;
}

void JudgeFacts(benchmark::State& state) {
  const auto facts = RandomFacts(static_cast<std::size_t>(state.range(0)),
                                 static_cast<std::size_t>(state.range(1)));
  const Settings settings;
  std::size_t findings = 0;
  for (auto _ : state) {
    const auto view = ClusterView::Make(facts, {}, settings.expectations);
    const Evaluation evaluation =
        Evaluator(settings, view.get(), Evaluator::Facts::kKnown, {}).OfFacts();
    findings = evaluation.findings.size();
  }
  state.counters["findings"] = static_cast<double>(findings);
}
BENCHMARK(JudgeFacts)
    ->ArgNames({"classes", "nodes"})
    ->Args({1, 1})
    ->Args({20, 5000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace portcullis::policy
