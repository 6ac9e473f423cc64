#pragma once

#include <optional>

#include "policy/cluster_view.h"
#include "policy/finding.h"
#include "secgroup/packet_set.h"

// Questions to a list, in the words of the documentation: a requirement is a set of packets to be
// accepted. It fails if some of it is dropped, else is not evaluated if some is unknown, else passes.
namespace portcullis::policy {

enum class Outcome : std::uint8_t { kPass, kNotEvaluated, kFail };

// How a list answers a requirement.
struct Answer {
  Outcome outcome = Outcome::kPass;
  // Of a failed requirement the part that is dropped, of one that is not evaluated the part that is
  // unknown.
  secgroup::PacketSet part;
};

Answer Require(const JudgedList& list, secgroup::Direction direction,
               const secgroup::PacketSet& requirement);

// Shows a packet and what decides it on a list. `member` (may be null) is whose list it is.
struct Evidence {
  Witness witness;
  std::optional<RuleLocation> decided_by;
  message::Text why_unknown;  // for an unknown packet
};

Evidence Show(const ClusterView& view, const JudgedList& list, secgroup::Direction direction,
              const secgroup::Packet& packet, const Member* member);

}  // namespace portcullis::policy
