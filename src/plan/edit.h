#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "secgroup/inventory.h"
#include "secgroup/rule.h"

namespace portcullis::plan {

// A rule that is to stand in a group's list of one direction. Places are those of the list as it
// is, so that edits do not depend on one another.
struct Edit {
  secgroup::GroupId group;
  secgroup::Direction direction;
  std::size_t index;  // in front of the rule that is there; behind all where it is the size
  secgroup::Rule rule;
  // Where the same rule stands already, further behind. The cloud refuses to hold a rule twice, so
  // the old one is taken away first.
  std::optional<std::size_t> moved_from;
};

// One step that a person makes.
struct Step {
  enum class Op : std::uint8_t { kInsert, kDelete };

  Op op;
  std::size_t edit;   // position in the edits that it is part of
  std::size_t index;  // at this moment, the steps before it being made
};

// The inventory with all of the edits made. REQUIRES: the groups' rules are known, and each place
// exists.
secgroup::Inventory Apply(const secgroup::Inventory& inventory, std::span<const Edit> edits);

// The edits as steps, by group and direction, from front to back; for what is moved first the step
// that takes it away. Making them in order gives what Apply gives.
std::vector<Step> StepsOf(const secgroup::Inventory& inventory, std::span<const Edit> edits);

}  // namespace portcullis::plan
