#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/node.h"
#include "cluster/service.h"

namespace portcullis::kube {

// The Services and Nodes of a manifest, as kubectl would apply them.
struct Manifest {
  std::vector<cluster::Service> services;  // "default" where a namespace is not given
  std::vector<cluster::Node> nodes;
  std::size_t skipped = 0;  // objects of other kinds
};

// Reads YAML of any number of documents, or JSON, and the items of lists. Everything that cannot be
// read is reported at once, each mistake on a line `file:line:column: path: message`.
Result<Manifest> ReadManifest(std::string text, std::string_view file_name);

}  // namespace portcullis::kube
