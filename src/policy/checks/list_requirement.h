#pragma once

#include <string_view>

#include "policy/check_input.h"
#include "policy/requirement.h"
#include "secgroup/packet_set.h"

namespace portcullis::policy {

// One row of the recommended practice, asked of a list.
struct ListRequirement {
  std::string_view check;
  std::string_view row;  // "N1"
  secgroup::Direction direction = secgroup::Direction::kIngress;
  secgroup::PacketSet packets;  // to be accepted
  message::Text what;           // what the packets are: "container network"
  Severity severity;
  // Whether it is only low where nothing but GRE and protocols without a name is dropped.
  bool low_for_portless_only = false;
  std::string_view peer = {};  // the peer cluster that the row is about, if it is about one
};

// A finding about a list and what decides its witness, severity and words still to be given.
Finding MakeListFinding(const ListInput& input, std::string_view row, Evidence evidence);

// "12 nodes", of a finding that has some.
message::Text DescribeNodeCount(const NodeNames& nodes);

// Adds the finding, or that the row could not be judged. Lists without groups are left to
// node-group-missing.
void RequireOfList(const ListInput& input, const ListRequirement& requirement,
                   Evaluation& evaluation);

// Adds that a row could not be judged, and why: the facts lack a network, say.
void AddNotEvaluated(const ListInput& input, std::string_view check, message::Text why,
                     Evaluation& evaluation);

// The network that a row is about; null where the row cannot be judged, which is added, or does not
// apply: Cilium's overlay wraps Pods' packets, so that groups never see their addresses.
const secgroup::AddressSet* NodesNetwork(const ListInput& input, std::string_view check,
                                         Evaluation& evaluation);
const secgroup::AddressSet* PodsNetwork(const ListInput& input, std::string_view check,
                                        Evaluation& evaluation);

// Every protocol, with ports 1-65535, from or to these remotes.
secgroup::PacketSet AllPackets(const secgroup::AddressSet& remotes);

}  // namespace portcullis::policy
