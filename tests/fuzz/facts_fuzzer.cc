// Any bytes as facts, in JSON and in YAML: no crash, no exception, and what is refused is said in
// lines that begin with the file's name. What is accepted can be walked: each group's list is
// explained and partitioned the same way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "facts/facts_reader.h"
#include "secgroup/decision.h"
#include "secgroup/partition.h"
#include "secgroup/rule_list.h"

namespace {

using namespace portcullis::secgroup;

void Require(bool holds) {
  if (!holds) std::abort();
}

// Partitions of many rules take longer than a fuzzer should wait for.
constexpr std::size_t kMaxEntries = 40;

void CheckMessage(std::string_view message, std::string_view file_name) {
  Require(!message.empty());
  while (!message.empty()) {
    Require(message.starts_with(file_name));
    const auto end = message.find('\n');
    if (end == std::string_view::npos) return;
    message.remove_prefix(end + 1);
  }
}

void CheckVerdict(const RuleList& list, const PacketSet& set, Verdict verdict) {
  const auto packet = set.Witness();
  if (packet) Require(Explain(list, *packet).verdict == verdict);
}

void CheckList(const Inventory& inventory, const GroupId& group, Direction direction) {
  const RuleList list = RuleList::Make(inventory, {group}, direction);
  if (list.entries().size() > kMaxEntries) return;
  const Partition partition = MakePartition(list);
  CheckVerdict(list, partition.accepted, Verdict::kAccept);
  CheckVerdict(list, partition.dropped, Verdict::kDrop);
  CheckVerdict(list, partition.unknown, Verdict::kUnknown);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const std::string_view file_name : {"facts.json", "facts.yaml"}) {
    const auto facts = portcullis::facts::ReadFacts(text, file_name);
    if (!facts) {
      CheckMessage(facts.error().message, file_name);
      continue;
    }
    for (const auto& [id, group] : facts->inventory.groups) {
      Require(!id.empty() && group.id == id);
      CheckList(facts->inventory, id, Direction::kIngress);
      CheckList(facts->inventory, id, Direction::kEgress);
    }
  }
  return 0;
}
