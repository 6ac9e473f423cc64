// The engine against the oracle on every packet of small worlds: Explain, MakePartition and Difference
// must agree with it and with each other.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "facts/facts_reader.h"
#include "secgroup/decision.h"
#include "secgroup/partition.h"
#include "secgroup/partition_difference.h"
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

using Candidates = std::vector<oracle::Candidate>;

// What becomes of a packet that is in exactly these sets.
std::string OutcomeIn(const Candidates& candidates, const std::set<std::string>& sets) {
  const auto matches = [&sets](const oracle::Part& part) {
    return part.known || std::any_of(part.unknown.begin(), part.unknown.end(),
                                     [&](const std::string& name) { return sets.contains(name); });
  };
  for (const oracle::Candidate& candidate : candidates) {
    if (!candidate.index) return "group " + candidate.group;
    if (matches(candidate.service) && matches(candidate.remote)) {
      return candidate.accept ? "accept" : "drop";
    }
  }
  return "drop";
}

// Tries every content of the unknown sets.
bool AreAlike(const Candidates& a, const Candidates& b) {
  std::set<std::string> names;
  for (const Candidates* candidates : {&a, &b}) {
    for (const oracle::Candidate& candidate : *candidates) {
      names.insert(candidate.service.unknown.begin(), candidate.service.unknown.end());
      names.insert(candidate.remote.unknown.begin(), candidate.remote.unknown.end());
    }
  }
  for (std::uint32_t contents = 0; contents < 1U << names.size(); ++contents) {
    std::set<std::string> sets;
    std::uint32_t bit = 1;
    for (const std::string& name : names) {
      if ((contents & bit) != 0) sets.insert(name);
      bit <<= 1;
    }
    if (OutcomeIn(a, sets) != OutcomeIn(b, sets)) return false;
  }
  return true;
}

// What a list of changes says of a packet: "accept drop", or "" where nothing is said.
std::string ChangeOf(const Packet& packet, const std::vector<VerdictChange>& changes) {
  std::string text;
  for (const VerdictChange& change : changes) {
    if (!change.packets.Contains(packet)) continue;
    text += std::string(ToString(change.before)) + ' ' + std::string(ToString(change.after)) +
            (change.alike ? " alike" : "");
  }
  return text;
}

std::string WantedChange(const oracle::Oracle& judge, const std::vector<GroupId>& before,
                         const std::vector<GroupId>& after, const oracle::Packet& packet) {
  const std::string was = oracle::ToString(judge.Judge(before, packet).verdict);
  const std::string is = oracle::ToString(judge.Judge(after, packet).verdict);
  if (was != is) return was + ' ' + is;
  if (was != "unknown") return "";
  const bool alike = AreAlike(judge.Candidates(before, packet), judge.Candidates(after, packet));
  return alike ? "unknown unknown alike" : "unknown unknown";
}

TEST_CASE("what becomes of every packet of a tiny universe") {
  std::map<std::string, std::size_t> seen;
  std::size_t differences = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds; ++seed) {
    oracle::Random random(seed);
    const oracle::Scenario scenario = oracle::MakeTinyScenario(random, {4, 8});
    const auto facts = facts::ReadFacts(oracle::FactsDocument(scenario.facts), "tiny.json");
    REQUIRE_MESSAGE(facts.has_value(), "seed ", seed);
    const oracle::Oracle judge(scenario.facts);
    for (const auto& before : scenario.lists) {
      // Another list, and the same groups in another order.
      std::vector<GroupId> reversed(before.rbegin(), before.rend());
      for (const auto& after : {scenario.lists[seed % scenario.lists.size()], reversed}) {
        const Direction direction = seed % 2 == 0 ? Direction::kIngress : Direction::kEgress;
        const auto changes =
            Difference(MakePartitionedList(facts->inventory, before, direction),
                       MakePartitionedList(facts->inventory, after, direction));
        for (const oracle::Packet& question : oracle::TinyPackets()) {
          if (oracle::ToString(question.direction) != ToString(direction)) continue;
          const std::string want = WantedChange(judge, before, after, question);
          ++seen[want];
          const std::string got = ChangeOf(ToPacket(question), changes);
          if (got == want) continue;
          ++differences;
          MESSAGE("seed ", seed, ": ", std::string(oracle::ToString(question.protocol)), " ",
                  question.port, " ", question.remote, " should be ", want, ", not ", got);
          REQUIRE(differences < 5);
        }
      }
    }
  }
  CHECK(differences == 0);
  CHECK(seen.size() == 9);  // six changes of verdict, none, and unknown alike and not
}

}  // namespace
}  // namespace portcullis::secgroup
