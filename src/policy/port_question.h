#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/backends.h"
#include "policy/clients.h"
#include "policy/finding.h"
#include "policy/node_port.h"
#include "policy/requirement.h"
#include "policy/settings.h"

namespace portcullis::policy {

// A question about one node port, asked of every list of the backends: is there a remote for which the
// list does the wrong thing?
struct PortQuestion {
  secgroup::PacketSet secgroup::Partition::*wrong;  // what the list must not do
  secgroup::AddressSet certain;                     // to these remotes for certain
  secgroup::AddressSet perhaps;                     // to these perhaps; a superset of `certain`
};

// The answer over all backends.
struct PortAnswer {
  Outcome outcome = Outcome::kPass;
  Reason reason = Reason::kUnresolved;  // why not evaluated
  message::Text why_not_evaluated;

  // For kFail, and `decided_by` for kNotEvaluated too: on the first list that fails.
  std::vector<secgroup::GroupId> groups;
  NodeNames nodes;                   // on which it fails, all lists together
  secgroup::AddressSet remotes;      // of the first list
  secgroup::AddressSet all_remotes;  // of every list
  std::optional<Witness> witness;
  std::optional<RuleLocation> decided_by;
};

// A port that is not allocated yet stands for every port of `range`: the answer is kFail if it fails for
// each, kPass if it passes for each, and not evaluated otherwise. REQUIRES: backends has no problem.
PortAnswer Ask(const PortQuestion& question, const NodePort& port, const Backends& backends,
               const ClusterView& view, secgroup::Interval<std::uint16_t> range);

}  // namespace portcullis::policy
