#include "policy/snapshot_maker.h"

#include <doctest/doctest.h>

#include <memory>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

constexpr const char* kTwoInstances =
    "securityGroups:\n- {SecurityGroupId: sg-a, SecurityGroupPolicySet: {}}\n"
    "instances:\n"
    "- {InstanceId: ins-1, SecurityGroupIds: [sg-a]}\n"
    "- {InstanceId: ins-2, SecurityGroupIds: [sg-a]}\n";

std::shared_ptr<const Settings> Defaults() { return std::make_shared<const Settings>(); }

std::shared_ptr<const cluster::Node> SharedNode(const std::string& name, const std::string& id) {
  return std::make_shared<const cluster::Node>(NodeOf(name, id));
}

TEST_CASE("Nodes that come before the documents are in the first snapshot") {
  SnapshotMaker maker;
  maker.Take({SharedNode("node-1", "ins-1")});
  CHECK(maker.slot().Get()->settings == nullptr);
  maker.Take({Defaults(), FactsOf(kTwoInstances), true});

  const auto snapshot = maker.slot().Get();
  CHECK(snapshot->facts == Evaluator::Facts::kKnown);
  REQUIRE(snapshot->view->workers().size() == 1);
  REQUIRE(snapshot->view->workers()[0].members.size() == 1);
  CHECK(snapshot->view->workers()[0].members[0]->name() == "node-1");
}

TEST_CASE("other Nodes make another view of the same judged facts") {
  SnapshotMaker maker;
  maker.Take({Defaults(), FactsOf(kTwoInstances), true});
  const auto before = maker.slot().Get();
  maker.Take({SharedNode("node-2", "ins-2")});
  const auto after = maker.slot().Get();

  CHECK(before->view->workers()[0].members.size() == 2);
  CHECK(after->view->workers()[0].members.size() == 1);
  CHECK(before->view->judged_facts() == after->view->judged_facts());
}

TEST_CASE("other facts are judged, and those Nodes stay") {
  SnapshotMaker maker;
  maker.Take({SharedNode("node-1", "ins-1")});
  maker.Take({Defaults(), FactsOf(kTwoInstances), true});
  const auto before = maker.slot().Get();
  maker.Take({Defaults(), FactsOf(kTwoInstances), true});
  const auto after = maker.slot().Get();

  CHECK(before->view->judged_facts() != after->view->judged_facts());
  CHECK(after->view->workers()[0].members.size() == 1);
}

TEST_CASE("without facts there is no view") {
  SnapshotMaker maker;
  maker.Take({Defaults(), nullptr, true});
  const auto snapshot = maker.slot().Get();
  CHECK(snapshot->view == nullptr);
  CHECK(snapshot->facts == Evaluator::Facts::kMissing);
  CHECK(snapshot->facts_are_configured);
}

}  // namespace
}  // namespace portcullis::policy
