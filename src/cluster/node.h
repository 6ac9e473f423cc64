#pragma once

#include <string>
#include <vector>

#include "cluster/annotations.h"
#include "cluster/service.h"

namespace portcullis::cluster {

// What checks read of a Node (core/v1).
struct Node {
  std::string name;
  StringMap labels;
  StringMap annotations;
  bool being_deleted = false;
  std::string provider_id;                // spec.providerID
  std::vector<std::string> internal_ips;  // status.addresses of type InternalIP

  SourcePosition position;

  friend bool operator==(const Node&, const Node&) = default;
};

}  // namespace portcullis::cluster
