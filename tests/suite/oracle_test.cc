// Random cases against the oracle, which judges every packet of a case for itself.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "facts/facts_reader.h"
#include "tests/oracle/document.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"
#include "tests/suite/suites.h"

namespace portcullis::suite {
namespace {

using oracle::Packet;
using oracle::Random;

bool Half(Random& random) { return random() % 2 == 0; }

// The words of a case in the tiny universe, and the packets that it then asks about.
struct RandomCase {
  std::size_t list;  // instance i of the scenario has list i
  std::string expected;
  std::string fields;
  std::vector<Packet> packets;
};

std::string WordOf(oracle::Protocol protocol) {
  return protocol == oracle::Protocol::kOther ? "sctp" : oracle::ToString(protocol);
}

template <typename T>
std::string ListOf(const std::set<T>& values) {
  std::string text;
  for (const T& value : values) {
    text += text.empty() ? "" : ", ";
    if constexpr (std::is_arithmetic_v<T>) {
      text += std::to_string(value);
    } else {
      text += '"' + value + '"';
    }
  }
  return '[' + text + ']';
}

// A few values of what packets have.
template <typename Value>
auto SomeOf(Random& random, const std::vector<Packet>& packets, Value value) {
  std::set<decltype(value(packets.front()))> values;
  for (int i = 0; i < 4; ++i) values.insert(value(packets[random() % packets.size()]));
  return values;
}

RandomCase MakeCase(Random& random, const oracle::Scenario& scenario) {
  static const std::vector<Packet> kAll = oracle::TinyPackets();
  const bool is_ingress = Half(random);
  const auto protocols = SomeOf(random, kAll, [](const Packet& p) { return WordOf(p.protocol); });
  const auto ports = SomeOf(random, kAll, [](const Packet& p) { return p.port; });
  const auto remotes = SomeOf(random, kAll, [](const Packet& p) { return p.remote; });
  std::set<std::string> except;
  if (Half(random)) except.insert(*remotes.begin());
  if (random() % 16 == 0) except = remotes;

  RandomCase c;
  c.list = random() % scenario.lists.size();
  c.expected = std::vector<std::string>{"accept", "drop", "unknown"}[random() % 3];
  c.fields = "name: n, instance: " + scenario.facts.instances[c.list].id + ", direction: " +
             (is_ingress ? "ingress" : "egress") + ", protocols: " + ListOf(protocols) +
             ", remotes: " + ListOf(remotes) + ", except: " + ListOf(except) +
             ", expect: " + c.expected;
  if (protocols.contains("tcp") || protocols.contains("udp")) c.fields += ", ports: " + ListOf(ports);
  for (const Packet& packet : kAll) {
    if ((packet.direction == oracle::Direction::kIngress) == is_ingress &&
        protocols.contains(WordOf(packet.protocol)) && remotes.contains(packet.remote) &&
        !except.contains(packet.remote) &&
        (!oracle::HasPorts(packet.protocol) || ports.contains(packet.port))) {
      c.packets.push_back(packet);
    }
  }
  return c;
}

std::string OutcomeOf(const RandomCase& c, const std::set<std::string>& verdicts) {
  if (verdicts == std::set{c.expected}) return "pass";
  const bool is_unknown = c.expected != "unknown" && verdicts.contains("unknown") &&
                          !verdicts.contains(c.expected == "accept" ? "drop" : "accept");
  return is_unknown ? "unknown" : "fail";
}

std::string RuleOf(const std::optional<oracle::DecidingRule>& rule) {
  if (!rule) return "none";
  return rule->group + ' ' + (rule->index ? std::to_string(*rule->index) : "none");
}

std::string RuleOf(const std::optional<policy::RuleLocation>& rule) {
  if (!rule) return "none";
  return rule->group + ' ' + (rule->index ? std::to_string(*rule->index) : "none");
}

TEST_CASE("random cases come out as the oracle's verdicts of all their packets say") {
  constexpr int kScenarios = 60;
  constexpr int kCases = 40;
  const std::uint64_t seed = 20261126;
  CAPTURE(seed);
  Random random(seed);
  std::map<std::string, int> seen;
  for (int s = 0; s < kScenarios; ++s) {
    const oracle::Scenario scenario = oracle::MakeTinyScenario(random, {4, 8});
    const oracle::Oracle judge(scenario.facts);
    const auto facts = std::make_shared<const cluster::Facts>(
        facts::ReadFacts(oracle::FactsDocument(scenario.facts), "facts.json").value());
    const auto view = policy::ClusterView::Make(facts, {}, {});
    AskedLists lists(view);
    for (int i = 0; i < kCases; ++i) {
      const RandomCase c = MakeCase(random, scenario);
      CAPTURE(s);
      CAPTURE(c.fields);
      const auto suites = ReadSuites(SuiteOf(c.fields), "suite.yaml", lists);
      if (c.packets.empty()) {
        CHECK(suites.error().message.find("has no packet") != std::string::npos);
        ++seen["no packet"];
        continue;
      }
      std::set<std::string> verdicts;
      for (const Packet& packet : c.packets) {
        verdicts.insert(oracle::ToString(judge.Judge(scenario.lists[c.list], packet).verdict));
      }
      REQUIRE(suites);
      const CaseResult result = Verify(suites->front(), *view).cases.front();
      const std::string outcome(ToString(result.outcome));
      REQUIRE(outcome == OutcomeOf(c, verdicts));
      ++seen[outcome];
      if (!result.witness) continue;

      const secgroup::Packet& witness = result.witness->packet;
      const auto asked = std::find_if(c.packets.begin(), c.packets.end(), [&](const Packet& p) {
        return oracle::ToString(p.protocol) == secgroup::ToString(witness.protocol) &&
               secgroup::Address::Parse(p.remote) == witness.remote &&
               (!oracle::HasPorts(p.protocol) || p.port == witness.port);
      });
      REQUIRE(asked != c.packets.end());
      const oracle::Judgement judgement = judge.Judge(scenario.lists[c.list], *asked);
      CHECK(oracle::ToString(judgement.verdict) == std::string(ToString(result.verdict)));
      CHECK(RuleOf(judgement.decided_by) == RuleOf(result.decided_by));
    }
  }
  for (const std::string outcome : {"pass", "fail", "unknown", "no packet"}) {
    CAPTURE(outcome);
    CHECK(seen[outcome] > 20);
  }
}

}  // namespace
}  // namespace portcullis::suite
