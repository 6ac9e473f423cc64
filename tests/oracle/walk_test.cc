// The walk of the specification, rule by rule, against the enumeration of every completion.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"

using namespace portcullis::oracle;

namespace {

struct MaybeRule {
  const Candidate* candidate;
  std::set<std::string> sets;  // all of which the packet would have to be in
};

// A rule with several missing members is one maybe rule for each.
std::vector<MaybeRule> Split(const Candidate& candidate) {
  const std::vector<std::string> nothing = {""};
  std::vector<MaybeRule> rules;
  for (const auto& remote : candidate.remote.known ? nothing : candidate.remote.unknown) {
    for (const auto& service : candidate.service.known ? nothing : candidate.service.unknown) {
      MaybeRule rule{&candidate, {remote, service}};
      rule.sets.erase("");
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

bool IsSubset(const std::set<std::string>& inner, const std::set<std::string>& outer) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

std::string Name(const Candidate* candidate) {
  if (candidate == nullptr) return "end";
  return candidate->group + (candidate->index ? "/" + std::to_string(*candidate->index) : "");
}

std::string Walk(const std::vector<Candidate>& candidates) {
  std::vector<MaybeRule> seen;
  std::vector<MaybeRule> noted;
  const Candidate* stop = nullptr;
  for (const Candidate& candidate : candidates) {
    if (!candidate.index || (candidate.service.known && candidate.remote.known)) {
      stop = &candidate;
      break;
    }
    for (const MaybeRule& rule : Split(candidate)) {
      const bool passed_over = std::any_of(seen.begin(), seen.end(), [&](const MaybeRule& earlier) {
        return IsSubset(earlier.sets, rule.sets);
      });
      seen.push_back(rule);
      if (!passed_over) noted.push_back(rule);
    }
  }
  if (stop != nullptr && !stop->index) return "unknown " + Name(stop);
  const bool accept = stop != nullptr && stop->accept;
  const auto differs = std::find_if(noted.begin(), noted.end(), [&](const MaybeRule& rule) {
    return rule.candidate->accept != accept;
  });
  if (differs == noted.end()) return (accept ? "accept " : "drop ") + Name(stop);
  std::string text = "unknown " + Name(differs->candidate);
  for (const std::string& set : differs->sets) text += " " + set;
  return text;
}

std::string Enumerate(const std::vector<Candidate>& candidates) {
  const Judgement judgement = Decide(candidates, Direction::kIngress);
  std::string text = std::string(ToString(judgement.verdict)) + " ";
  if (!judgement.decided_by) return text + "end";
  text += judgement.decided_by->group;
  if (!judgement.decided_by->index) return text;
  text += "/" + std::to_string(*judgement.decided_by->index);
  const std::set<std::string> sorted(judgement.sets.begin(), judgement.sets.end());
  for (const std::string& set : sorted) text += " " + set;
  return text;
}

Part RandomPart(Random& random, const char* set_prefix) {
  Part part;
  part.known = random() % 4 == 0;
  if (!part.known || random() % 2 == 0) {
    for (std::uint64_t n = 1 + random() % 2; n > 0; --n) {
      const std::string set = set_prefix + std::to_string(random() % 3);
      if (part.unknown != std::vector<std::string>{set}) part.unknown.push_back(set);
    }
  }
  return part;
}

}  // namespace

TEST_CASE("walk and enumeration agree on random candidates") {
  constexpr std::uint64_t kSeed = 20261120;
  Random random(kSeed);
  for (int i = 0; i < 100000; ++i) {
    std::vector<Candidate> candidates;
    for (std::uint64_t n = random() % 9; n > 0; --n) {
      Candidate& candidate = candidates.emplace_back();
      candidate.group = "sg";
      if (random() % 30 != 0) candidate.index = static_cast<int>(candidates.size()) - 1;
      candidate.accept = random() % 2 == 0;
      candidate.service = RandomPart(random, "ppm-");
      candidate.remote = RandomPart(random, "ipm-");
    }
    const std::string walk = Walk(candidates);
    const std::string enumeration = Enumerate(candidates);
    CAPTURE(kSeed);
    CAPTURE(i);
    REQUIRE(enumeration == walk);
  }
}

TEST_CASE("walk and enumeration agree on random clouds") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random random(seed);
    const Scenario scenario = MakeScenario(random, {10, 20});
    const Oracle oracle(scenario.facts);
    for (int i = 0; i < 2000; ++i) {
      const Packet packet = MakePacket(random, scenario);
      const auto candidates =
          oracle.Candidates(scenario.lists[random() % scenario.lists.size()], packet);
      CAPTURE(seed);
      CAPTURE(i);
      REQUIRE(Enumerate(candidates) == Walk(candidates));
    }
  }
}
