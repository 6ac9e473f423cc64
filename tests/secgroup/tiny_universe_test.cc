// The engine against the oracle on every packet of small worlds: Explain and MakePartition must agree
// with it and with each other.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "facts/facts_reader.h"
#include "secgroup/decision.h"
#include "secgroup/partition.h"
#include "tests/oracle/document.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"

namespace portcullis::secgroup {
namespace {

constexpr std::uint64_t kWorlds = 30;

Packet ToPacket(const oracle::Packet& packet) {
  Packet result;
  for (const Protocol protocol : kProtocols) {
    if (oracle::ToString(packet.protocol) == ToString(protocol)) result.protocol = protocol;
  }
  result.port = HasPorts(result.protocol) ? static_cast<std::uint16_t>(packet.port) : 0;
  result.remote = Address::Parse(packet.remote).value();
  return result;
}

// Whether Explain and the partition say of the packet what the oracle says.
bool Agrees(const RuleList& list, const Partition& partition, const Packet& packet,
            const std::string& want) {
  const PacketSet& set = want == "accept" ? partition.accepted
                         : want == "drop" ? partition.dropped
                                          : partition.unknown;
  return ToString(Explain(list, packet).verdict) == want && set.Contains(packet);
}

TEST_CASE("every packet of a tiny universe") {
  std::size_t packets = 0;
  std::size_t differences = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds; ++seed) {
    oracle::Random random(seed);
    const oracle::Scenario scenario = oracle::MakeTinyScenario(random, {4, 8});
    const auto facts = facts::ReadFacts(oracle::FactsDocument(scenario.facts), "tiny.json");
    REQUIRE_MESSAGE(facts.has_value(), "seed ", seed);
    const oracle::Oracle judge(scenario.facts);
    for (const auto& groups : scenario.lists) {
      for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
        const RuleList list = RuleList::Make(facts->inventory, groups, direction);
        const Partition partition = MakePartition(list);
        for (const oracle::Packet& question : oracle::TinyPackets()) {
          if (oracle::ToString(question.direction) != ToString(direction)) continue;
          ++packets;
          const std::string want = oracle::ToString(judge.Judge(groups, question).verdict);
          if (Agrees(list, partition, ToPacket(question), want)) continue;
          ++differences;
          MESSAGE("seed ", seed, ": ", std::string(oracle::ToString(question.protocol)), " ",
                  question.port, " ", question.remote, " should be ", want);
          REQUIRE(differences < 5);
        }
      }
    }
  }
  CHECK(differences == 0);
  CHECK(packets > 100000);
}

}  // namespace
}  // namespace portcullis::secgroup
