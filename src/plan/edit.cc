#include "plan/edit.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace portcullis::plan {
namespace {

using secgroup::Direction;
using secgroup::Rule;

// The positions of edits by group, direction and place, in the order given where these are the
// same.
std::vector<std::size_t> InOrder(std::span<const Edit> edits) {
  std::vector<std::size_t> order(edits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t i) {
      return std::tie(edits[i].group, edits[i].direction, edits[i].index);
    };
    return rank(a) < rank(b);
  });
  return order;
}

// A list while steps are made: the original position of each rule, nothing for a new one.
class Positions {
 public:
  explicit Positions(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) origins_.push_back(i);
  }

  std::size_t Delete(std::size_t origin) {
    const auto found = std::find(origins_.begin(), origins_.end(), origin);
    const auto index = static_cast<std::size_t>(found - origins_.begin());
    origins_.erase(found);
    return index;
  }

  std::size_t InsertBefore(std::size_t origin) {
    const auto found = std::find_if(origins_.begin(), origins_.end(),
                                    [&](const auto& o) { return o && *o >= origin; });
    const auto index = static_cast<std::size_t>(found - origins_.begin());
    origins_.insert(found, std::nullopt);
    return index;
  }

 private:
  std::vector<std::optional<std::size_t>> origins_;
};

std::vector<Rule>& RulesOf(secgroup::Inventory& inventory, const Edit& edit) {
  secgroup::RuleSet& rules = *inventory.groups.at(edit.group).rules;
  return edit.direction == Direction::kIngress ? rules.ingress : rules.egress;
}

}  // namespace

secgroup::Inventory Apply(const secgroup::Inventory& inventory, std::span<const Edit> edits) {
  secgroup::Inventory changed = inventory;
  for (const Step& step : StepsOf(inventory, edits)) {
    std::vector<Rule>& rules = RulesOf(changed, edits[step.edit]);
    const auto place = rules.begin() + static_cast<std::ptrdiff_t>(step.index);
    if (step.op == Step::Op::kDelete) {
      rules.erase(place);
    } else {
      rules.insert(place, edits[step.edit].rule);
    }
  }
  return changed;
}

std::vector<Step> StepsOf(const secgroup::Inventory& inventory, std::span<const Edit> edits) {
  std::map<std::pair<secgroup::GroupId, Direction>, Positions> lists;
  std::vector<Step> steps;
  for (const std::size_t i : InOrder(edits)) {
    const Edit& edit = edits[i];
    const std::size_t size = inventory.FindGroup(edit.group)->rules->of(edit.direction).size();
    Positions& list = lists.try_emplace({edit.group, edit.direction}, size).first->second;
    if (edit.moved_from) steps.push_back({Step::Op::kDelete, i, list.Delete(*edit.moved_from)});
    steps.push_back({Step::Op::kInsert, i, list.InsertBefore(edit.index)});
  }
  return steps;
}

}  // namespace portcullis::plan
