#include "policy/port_question.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace portcullis::policy {
namespace {

using secgroup::AddressSet;
using secgroup::Direction;
using secgroup::PacketSet;
using secgroup::PortSet;

// Keeps the first names of members that come class by class.
void AddNames(const MemberClass& of_list, NodeNames& nodes) {
  nodes.count += of_list.members.size();
  for (std::size_t i = 0; i < of_list.members.size() && i < NodeNames::kMaxNames; ++i) {
    nodes.names.push_back(of_list.members[i]->name());
  }
  std::sort(nodes.names.begin(), nodes.names.end());
  if (nodes.names.size() > NodeNames::kMaxNames) nodes.names.resize(NodeNames::kMaxNames);
}

PortAnswer AskOne(const PortQuestion& question, secgroup::Protocol protocol, std::uint16_t number,
                  const Backends& backends, const ClusterView& view) {
  PortAnswer answer;
  answer.nodes.of = backends.size();
  const AddressSet only_perhaps = question.perhaps.Difference(question.certain);
  for (const MemberClass& of_list : backends.classes()) {
    const secgroup::Partition& partition = of_list.list->ingress.partition;
    const AddressSet& wrong = (partition.*question.wrong).RemotesAt(protocol, number);
    AddressSet failing = wrong.Intersect(question.certain);
    if (!failing.Empty()) {
      AddNames(of_list, answer.nodes);
      answer.all_remotes = answer.all_remotes.Union(failing);
      if (answer.outcome == Outcome::kFail) continue;
      answer.outcome = Outcome::kFail;
      answer.groups = of_list.list->groups;
      Evidence evidence = Show(view, *of_list.list, Direction::kIngress,
                               {protocol, number, *failing.Witness()}, of_list.members.front());
      answer.witness = std::move(evidence.witness);
      answer.decided_by = std::move(evidence.decided_by);
      answer.remotes = std::move(failing);
    } else if (answer.outcome == Outcome::kPass) {
      const AddressSet unknown =
          partition.unknown.RemotesAt(protocol, number).Intersect(question.perhaps);
      if (!unknown.Empty()) {
        answer.outcome = Outcome::kNotEvaluated;
        Evidence evidence = Show(view, *of_list.list, Direction::kIngress,
                                 {protocol, number, *unknown.Witness()}, of_list.members.front());
        answer.why_not_evaluated = std::move(evidence.why_unknown);
        answer.decided_by = std::move(evidence.decided_by);
      } else if (!wrong.Intersect(only_perhaps).Empty()) {
        answer.outcome = Outcome::kNotEvaluated;
        answer.why_not_evaluated = {"the Service does not tell yet who its clients are"_msg, {}};
      }
    }
  }
  return answer;
}

// The ports of the range at which the set holds some of the remotes.
PortSet PortsWith(const PacketSet& set, secgroup::Protocol protocol, const AddressSet& remotes,
                  secgroup::Interval<std::uint16_t> range) {
  std::vector<secgroup::Interval<std::uint16_t>> ports;
  for (const PacketSet::Slice& slice : set.slices(protocol)) {
    if (!slice.remotes.Intersect(remotes).Empty()) ports.push_back({slice.first_port, slice.last_port});
  }
  return PortSet(std::move(ports)).Intersect(PortSet({range}));
}

}  // namespace

PortAnswer Ask(const PortQuestion& question, const NodePort& port, const Backends& backends,
               const ClusterView& view, secgroup::Interval<std::uint16_t> range) {
  const secgroup::Protocol protocol = port.group_protocol();
  if (port.number) return AskOne(question, protocol, *port.number, backends, view);
  PortSet failing;
  PortSet doubtful;
  for (const MemberClass& of_list : backends.classes()) {
    const secgroup::Partition& partition = of_list.list->ingress.partition;
    failing = failing.Union(PortsWith(partition.*question.wrong, protocol, question.certain, range));
    doubtful = doubtful.Union(PortsWith(partition.*question.wrong, protocol, question.perhaps, range))
                   .Union(PortsWith(partition.unknown, protocol, question.perhaps, range));
  }
  if (doubtful.Empty()) return {};
  if (failing == PortSet({range})) return AskOne(question, protocol, range.first, backends, view);
  PortAnswer answer;
  answer.outcome = Outcome::kNotEvaluated;
  answer.reason = Reason::kNotAllocated;
  answer.why_not_evaluated = {"it depends on the port that will be allocated"_msg, {}};
  return answer;
}

}  // namespace portcullis::policy
