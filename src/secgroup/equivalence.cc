#include "secgroup/equivalence.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "secgroup/walk.h"

namespace portcullis::secgroup {
namespace {

// Sets that a packet is in; ascending.
using Sets = std::vector<RuleList::Unknown>;

// What becomes of a packet: an action, or what a group does of which no rules are known.
struct Outcome {
  std::optional<RuleAction> action;
  GroupId missing_group;  // without an action; empty where the list is

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// What a list leaves open about one packet, when all that is known has been used: the first step
// whose sets all hold the packet decides.
struct OpenSteps {
  struct Step {
    Sets sets;
    RuleAction action;

    friend bool operator==(const Step&, const Step&) = default;
  };

  std::vector<Step> steps;
  Outcome otherwise;

  Outcome In(const Sets& sets) const {
    for (const Step& step : steps) {
      if (std::includes(sets.begin(), sets.end(), step.sets.begin(), step.sets.end())) {
        return {step.action, ""};
      }
    }
    return otherwise;
  }

  friend bool operator==(const OpenSteps&, const OpenSteps&) = default;
};

OpenSteps Open(const RuleList& list, const Packet& packet) {
  Walk walk;
  const Walk::End end = walk.Run(list, packet);
  OpenSteps open;
  open.otherwise.action = end.action;
  if (!end.action && list.missing_group()) {
    open.otherwise.missing_group = list.groups()[*list.missing_group()];
  }
  for (const Walk::Noted& noted : walk.noted()) {
    Sets sets;
    for (const auto& id : {noted.condition.service, noted.condition.remote}) {
      if (id) sets.push_back(list.unknowns()[*id]);
    }
    std::sort(sets.begin(), sets.end());
    open.steps.push_back({std::move(sets), noted.action});
  }
  return open;
}

// The sets of each step, and none.
std::vector<Sets> SetsOf(const OpenSteps& open) {
  std::vector<Sets> all = {{}};
  for (const OpenSteps::Step& step : open.steps) all.push_back(step.sets);
  return all;
}

}  // namespace

// Say that the lists differ where the packet is in the sets X and in no other, step c deciding in
// `a` and step d in `b`. Then they differ where it is in the sets of c and d alone, too: a step
// before c or d that X does not satisfy is not satisfied by fewer sets. (Where no step decides, it
// is the same with none for c or d.) So these pairs are all that has to be tried.
bool DecideAlike(const RuleList& a, const RuleList& b, const Packet& packet) {
  const OpenSteps open_a = Open(a, packet);
  const OpenSteps open_b = Open(b, packet);
  if (open_a == open_b) return true;
  for (const Sets& c : SetsOf(open_a)) {
    for (const Sets& d : SetsOf(open_b)) {
      Sets both;
      std::set_union(c.begin(), c.end(), d.begin(), d.end(), std::back_inserter(both));
      if (open_a.In(both) != open_b.In(both)) return false;
    }
  }
  return true;
}

}  // namespace portcullis::secgroup
