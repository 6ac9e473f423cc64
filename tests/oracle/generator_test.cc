#include "tests/oracle/generator.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "tests/oracle/document.h"
#include "tests/oracle/oracle.h"

using namespace portcullis::oracle;

namespace {

std::size_t UnknownSets(const std::vector<Candidate>& candidates) {
  std::set<std::string> sets;
  for (const Candidate& candidate : candidates) {
    sets.insert(candidate.service.unknown.begin(), candidate.service.unknown.end());
    sets.insert(candidate.remote.unknown.begin(), candidate.remote.unknown.end());
  }
  return sets.size();
}

// "accept rule", "drop end", "unknown group", ...
std::string Kind(const Judgement& judgement) {
  const std::string verdict = ToString(judgement.verdict);
  if (!judgement.decided_by) return verdict + " end";
  return verdict + (judgement.decided_by->index ? " rule" : " group");
}

std::string Text(const Packet& packet) {
  return std::string(ToString(packet.direction)) + " " + ToString(packet.protocol) + " " +
         packet.remote + " " + std::to_string(packet.port);
}

}  // namespace

TEST_CASE("every kind of answer is frequent, and no packet has more than twelve unknown sets") {
  std::map<std::string, int> kinds;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random random(seed);
    const Scenario scenario = MakeScenario(random, {10, 20});
    const Oracle oracle(scenario.facts);
    for (int i = 0; i < 400; ++i) {
      const auto& list = scenario.lists[random() % scenario.lists.size()];
      const Packet packet = MakePacket(random, scenario);
      REQUIRE(UnknownSets(oracle.Candidates(list, packet)) <= 12);
      ++kinds[Kind(oracle.Judge(list, packet))];
    }
  }
  for (const std::string kind :
       {"accept rule", "drop rule", "drop end", "unknown rule", "unknown group"}) {
    CAPTURE(kind);
    CHECK(kinds[kind] >= 1000);  // of 20,000
  }
  CHECK(kinds.size() == 5);
}

TEST_CASE("every form occurs") {
  std::string documents;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    documents += FactsDocument(MakeScenario(random, {10, 20}).facts);
  }
  const std::string forms[] = {
      "\"tcp\"",
      "\"TCP\"",
      "\"Udp\"",
      "\"ICMPv6\"",
      "\"ICMPV6\"",
      "\"gre\"",
      "\"all\"",
      "\"Protocol\": null",
      "\"Port\": \"-\"",
      "\"Port\": \"0-65535\"",
      "\"Port\": \"30000-32767\"",
      "\"CidrBlock\": \"0.0.0.0/0\"",
      "\"0.0.0.0/8\"",
      "\"::/0\"",
      "\"0::0/0\"",
      "\"::ffff:0:0/96\"",
      "\"2001:0DB8:",
      "\"AddressId\": \"ipm-7\"",
      "\"AddressGroupId\": \"ipmg-3\"",
      "\"ServiceId\": \"ppm-5\"",
      "\"ServiceGroupId\": \"ppmg-2\"",
      "\"SecurityGroupId\": \"sg-absent\"",
      "\"tcp:all\"",
      "\"UDP:",
      "\"icmp\"",
      "\"GRE\"",
      "\"Drop\"",
      "\"accept\"",
      "\"SecurityGroupPolicySet\": null",
      "\"SecurityGroupPolicySet\": {}",
      "\"AddressSet\": []",
      "\"instancesComplete\": true",
      "\"instancesComplete\": false",
  };
  for (const std::string& form : forms) {
    CAPTURE(form);
    CHECK(documents.find(form) != std::string::npos);
  }
}

TEST_CASE("one seed, one cloud") {
  Random first(7);
  Random second(7);
  const Scenario one = MakeScenario(first, {5, 10});
  const Scenario other = MakeScenario(second, {5, 10});
  CHECK(FactsDocument(one.facts) == FactsDocument(other.facts));
  CHECK(one.lists == other.lists);
  CHECK(Text(MakePacket(first, one)) == Text(MakePacket(second, other)));
}

TEST_CASE("tiny universe: each packet once, and every verdict") {
  const std::vector<Packet> packets = TinyPackets();
  std::set<std::string> distinct;
  for (const Packet& packet : packets) distinct.insert(Text(packet));
  // Two families of 17 addresses, two directions; 2 protocols of 9 ports and 3 without ports.
  CHECK(packets.size() == 2 * 17 * 2 * (2 * 9 + 3));
  CHECK(distinct.size() == packets.size());

  std::map<std::string, int> kinds;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    const Scenario scenario = MakeTinyScenario(random, {2, 8});
    const Oracle oracle(scenario.facts);
    for (const auto& list : scenario.lists) {
      for (const Packet& packet : packets) ++kinds[Kind(oracle.Judge(list, packet))];
    }
  }
  CHECK(kinds.size() == 5);
}
