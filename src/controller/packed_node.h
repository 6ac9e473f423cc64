#pragma once

#include <string>
#include <string_view>

#include "cluster/node.h"
#include "kube/object_handler.h"

namespace portcullis::controller {

// A Node and its uid as one string, which takes a third of the memory: a Node has some fifteen
// labels, each two strings in a tree otherwise. Two are equal if nothing that is kept differs;
// where the Node stood in a file is not kept.
class PackedNode {
 public:
  PackedNode(const cluster::Node& node, std::string_view uid);

  kube::ObjectName name() const;
  std::string_view uid() const;
  cluster::Node Unpack() const;

  friend bool operator==(const PackedNode&, const PackedNode&) = default;

 private:
  // Each text behind its length, maps and lists behind their count: numbers of four bytes.
  std::string text_;
};

}  // namespace portcullis::controller
