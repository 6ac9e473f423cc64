#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "cluster/facts.h"
#include "message/text.h"
#include "policy/facts_difference.h"
#include "policy/finding.h"
#include "secgroup/packet_set.h"
#include "secgroup/partition.h"

// What makes a plan good, asked of the engine: nothing here knows how the changes were found.
namespace portcullis::plan {

// What some facts' lists do, each worked out when it is first asked for. Refers to the facts, which
// must outlive it. Not thread-safe.
class Lists {
 public:
  explicit Lists(const cluster::Facts& facts) : facts_(facts) {}

  const cluster::Facts& facts() const { return facts_; }
  const secgroup::PartitionedList& Of(const std::vector<secgroup::GroupId>& groups,
                                      secgroup::Direction direction);

 private:
  const cluster::Facts& facts_;
  std::map<std::pair<std::vector<secgroup::GroupId>, secgroup::Direction>,
           secgroup::PartitionedList>
      lists_;
};

// What becomes of packets whose verdict changes, on every list of instances and interfaces that
// contains one of the groups; in order of lists. Refers to the facts of `after`.
std::vector<policy::ListDifference> VerdictsChanged(Lists& before, Lists& after,
                                                    const std::set<secgroup::GroupId>& groups);

// Whether each of the packets that was dropped is accepted. One that is unknown now is not: that it
// is no finding any more does not make it a repair.
bool IsMet(const policy::RequiredPackets& required, Lists& before, Lists& after);

// Why the verdicts that change do not all lie in the boxes of what was required; empty if they do.
message::Text OutsideProblem(std::span<const policy::ListDifference> changed,
                             std::span<const policy::RequiredPackets* const> required);

// Why findings speak against the changes: one of `to_go` (identities) is still there, or one
// appears that was not, but for the information that SSH is open. Empty if none does.
message::Text FindingsProblem(const policy::Evaluation& before, const policy::Evaluation& after,
                              const std::set<std::string>& to_go);

}  // namespace portcullis::plan
