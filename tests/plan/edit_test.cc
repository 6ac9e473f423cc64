#include "plan/edit.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::plan {
namespace {

using secgroup::Direction;
using secgroup::Inventory;
using secgroup::Rule;

Rule RuleFor(const std::string& port) {
  Rule rule;
  rule.service = secgroup::ServiceSet::Parse("TCP", port).value();
  rule.text.port = port;
  return rule;
}

// sg-a with rules for ports 1, 2 and 3 in both directions, and sg-b without rules.
Inventory MakeInventory() {
  Inventory inventory;
  secgroup::RuleSet rules;
  for (const char* port : {"1", "2", "3"}) {
    rules.ingress.push_back(RuleFor(port));
    rules.egress.push_back(RuleFor(port));
  }
  inventory.groups["sg-a"] = {"sg-a", "", "7", rules};
  inventory.groups["sg-b"] = {"sg-b", "", "7", secgroup::RuleSet{}};
  return inventory;
}

std::string PortsOf(const std::vector<Rule>& rules) {
  std::vector<std::string> ports;
  for (const Rule& rule : rules) ports.push_back(rule.text.port);
  return policy::Join(ports);
}

std::string TextOf(const std::vector<Step>& steps) {
  std::vector<std::string> texts;
  for (const Step& step : steps) {
    texts.push_back((step.op == Step::Op::kInsert ? "+" : "-") + std::to_string(step.edit) + "@" +
                    std::to_string(step.index));
  }
  return policy::Join(texts);
}

TEST_CASE("edits and the steps that make them") {
  const auto in_a = [](std::size_t index, const std::string& port) {
    return Edit{"sg-a", Direction::kIngress, index, RuleFor(port), std::nullopt};
  };
  const auto moved = [](std::size_t index, const std::string& port, std::size_t from) {
    return Edit{"sg-a", Direction::kIngress, index, RuleFor(port), from};
  };
  struct Case {
    std::string name;
    std::vector<Edit> edits;
    std::string want_steps;  // +edit@index or -edit@index
    std::string want_ingress;
  };
  const Case cases[] = {
      {"none", {}, "", "1 2 3"},
      {"in front", {in_a(0, "9")}, "+0@0", "9 1 2 3"},
      {"in the middle", {in_a(1, "9")}, "+0@1", "1 9 2 3"},
      {"behind all", {in_a(3, "9")}, "+0@3", "1 2 3 9"},
      {"two at one place keep their order", {in_a(1, "8"), in_a(1, "9")}, "+0@1 +1@2", "1 8 9 2 3"},
      {"from front to back", {in_a(3, "8"), in_a(0, "9")}, "+1@0 +0@4", "9 1 2 3 8"},
      {"moved", {moved(0, "3", 2)}, "-0@2 +0@0", "3 1 2"},
      {"moved to where it is", {moved(2, "3", 2)}, "-0@2 +0@2", "1 2 3"},
      {"moved, behind another", {in_a(0, "9"), moved(1, "3", 2)}, "+0@0 -1@3 +1@2", "9 1 3 2"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const Inventory inventory = MakeInventory();
      CHECK(TextOf(StepsOf(inventory, c.edits)) == c.want_steps);
      const Inventory changed = Apply(inventory, c.edits);
      CHECK(PortsOf(changed.FindGroup("sg-a")->rules->ingress) == c.want_ingress);
      CHECK(PortsOf(changed.FindGroup("sg-a")->rules->egress) == "1 2 3");
    }
  }
}

TEST_CASE("groups and directions are lists of their own") {
  const std::vector<Edit> edits = {
      {"sg-b", Direction::kEgress, 0, RuleFor("9"), std::nullopt},
      {"sg-a", Direction::kEgress, 1, RuleFor("8"), std::nullopt},
      {"sg-b", Direction::kIngress, 0, RuleFor("7"), std::nullopt},
      {"sg-a", Direction::kIngress, 1, RuleFor("6"), std::nullopt},
  };
  const Inventory inventory = MakeInventory();
  CHECK(TextOf(StepsOf(inventory, edits)) == "+3@1 +1@1 +2@0 +0@0");
  const Inventory changed = Apply(inventory, edits);
  CHECK(PortsOf(changed.FindGroup("sg-a")->rules->ingress) == "1 6 2 3");
  CHECK(PortsOf(changed.FindGroup("sg-a")->rules->egress) == "1 8 2 3");
  CHECK(PortsOf(changed.FindGroup("sg-b")->rules->ingress) == "7");
  CHECK(PortsOf(changed.FindGroup("sg-b")->rules->egress) == "9");
}

}  // namespace
}  // namespace portcullis::plan
