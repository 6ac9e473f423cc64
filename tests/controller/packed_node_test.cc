#include "controller/packed_node.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace portcullis::controller {
namespace {

cluster::Node Whole() {
  cluster::Node node;
  node.name = "10.0.0.1";
  node.labels = {{"a", ""}, {"b", std::string("x\0y", 3)}, {"", "empty"}};
  node.annotations = {{"ignore.portcullis.dev/x", "until=2026-12-31; moving"}};
  node.being_deleted = true;
  node.provider_id = "qcloud:///100003/ins-1";
  node.internal_ips = {"10.0.0.1", "fd00::1"};
  return node;
}

TEST_CASE("a Node comes out of its packing as it went in") {
  const PackedNode packed(Whole(), "u-1");
  CHECK(packed.Unpack() == Whole());
  CHECK(packed.name() == kube::ObjectName{"", "10.0.0.1"});
  CHECK(packed.uid() == "u-1");
  CHECK(PackedNode({}, "").Unpack() == cluster::Node());
}

TEST_CASE("packed Nodes are equal if nothing that is kept differs") {
  const PackedNode packed(Whole(), "u-1");
  CHECK(packed == PackedNode(Whole(), "u-1"));
  cluster::Node elsewhere = Whole();
  elsewhere.position = {3, 1};
  CHECK(packed == PackedNode(elsewhere, "u-1"));

  CHECK(packed != PackedNode(Whole(), "u-2"));
  struct Case { std::string name; void (*change)(cluster::Node&); };
  const Case cases[] = {
      {"label", [](cluster::Node& node) { node.labels["a"] = "x"; }},
      {"one label less", [](cluster::Node& node) { node.labels.erase("a"); }},
      {"annotation", [](cluster::Node& node) { node.annotations.clear(); }},
      {"a label as annotation", [](cluster::Node& node) { node.annotations.insert(node.labels.extract("a")); }},
      {"deletion", [](cluster::Node& node) { node.being_deleted = false; }},
      {"providerID", [](cluster::Node& node) { node.provider_id.clear(); }},
      {"addresses", [](cluster::Node& node) { std::swap(node.internal_ips[0], node.internal_ips[1]); }},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      cluster::Node node = Whole();
      c.change(node);
      CHECK(packed != PackedNode(node, "u-1"));
    }
  }
}

}  // namespace
}  // namespace portcullis::controller
