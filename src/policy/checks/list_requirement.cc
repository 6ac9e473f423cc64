#include "policy/checks/list_requirement.h"

#include <utility>

#include "policy/wording.h"

namespace portcullis::policy {
namespace {

using secgroup::Direction;
using secgroup::PacketSet;
using secgroup::Protocol;

std::string Join(const std::vector<secgroup::GroupId>& groups) {
  std::string text;
  for (const auto& group : groups) text += (text.empty() ? "" : ",") + group;
  return text;
}

// "tcp 1-65535", "tcp 22 and more": the first run of ports of the set, for a person.
message::Text DescribeFirst(const PacketSet& packets) {
  std::size_t runs = 0;
  std::string first;
  for (const Protocol protocol : secgroup::kProtocols) {
    for (const PacketSet::Slice& slice : packets.slices(protocol)) {
      if (runs++ > 0) continue;
      first = secgroup::ToString(protocol);
      if (!secgroup::HasPorts(protocol)) continue;
      first += ' ' + std::to_string(slice.first_port);
      if (slice.last_port != slice.first_port) first += '-' + std::to_string(slice.last_port);
    }
  }
  return {runs > 1 ? "{ports} and more"_msg : "{ports}"_msg, {{"ports", std::move(first)}}};
}

secgroup::AddressSet RemotesOfFirst(const PacketSet& packets) {
  for (const Protocol protocol : secgroup::kProtocols) {
    if (!packets.slices(protocol).empty()) return packets.slices(protocol).front().remotes;
  }
  return {};
}

// "tcp 22 from anywhere"
message::Text DescribeMissing(const PacketSet& packets, Direction direction) {
  return {direction == Direction::kIngress ? "{packets} from {remotes}"_msg
                                           : "{packets} to {remotes}"_msg,
          {{"packets", DescribeFirst(packets)},
           {"remotes", DescribeAddresses(RemotesOfFirst(packets))}}};
}

bool HasOnlyPortless(const PacketSet& packets) {
  for (const Protocol protocol : secgroup::kProtocols) {
    const bool is_named = protocol != Protocol::kGre && protocol != Protocol::kOther;
    if (is_named && !packets.slices(protocol).empty()) return false;
  }
  return true;
}

ObjectRef Group(const secgroup::GroupId& id) { return {ObjectRef::Kind::kSecurityGroup, "", id}; }

}  // namespace

void RequireOfList(const ListInput& input, const ListRequirement& requirement,
                   Evaluation& evaluation) {
  if (input.list.groups.empty()) return;
  const Answer answer = Require(input.list, requirement.direction, requirement.packets);
  if (answer.outcome == Outcome::kPass) return;
  const Member* member = input.members.empty() ? nullptr : input.members.front();
  Evidence evidence =
      Show(input.view, input.list, requirement.direction, *answer.part.Witness(), member);
  if (answer.outcome == Outcome::kNotEvaluated) {
    evaluation.not_evaluated.push_back({requirement.check, Group(input.list.groups.front()),
                                        Reason::kUnresolved, evidence.why_unknown,
                                        evidence.decided_by});
    return;
  }
  const bool has_rule = evidence.decided_by.has_value();
  Finding finding = MakeListFinding(input, requirement.row, std::move(evidence));
  finding.key.peer = requirement.peer;
  finding.severity = requirement.low_for_portless_only && HasOnlyPortless(answer.part)
                         ? Severity::kLow
                         : requirement.severity;
  finding.places = {{"what", requirement.what},
                    {"packets", DescribeMissing(answer.part, requirement.direction)},
                    {"row", std::string(requirement.row)}};
  if (finding.nodes) finding.places.push_back({"nodes", DescribeNodeCount(*finding.nodes)});
  finding.say = {
      finding.nodes ? "{what}: {packets} dropped on {nodes}"_msg : "{what}: {packets} dropped"_msg,
      has_rule ? "admit above"_msg : "no rule admits it"_msg,
      has_rule ? "admit {packets} ahead of that rule (row {row} of the recommended practice)"_msg
               : "admit {packets} (row {row} of the recommended practice)"_msg};
  finding.required = RequiredPackets{requirement.direction, requirement.packets, {input.list.groups}};
  evaluation.findings.push_back(std::move(finding));
}

Finding MakeListFinding(const ListInput& input, std::string_view row, Evidence evidence) {
  Finding finding;
  finding.object = Group(evidence.decided_by ? evidence.decided_by->group
                                             : input.list.groups.front());
  finding.requirement = row;
  finding.groups = input.list.groups;
  finding.key.groups = Join(input.list.groups);
  if (!input.members.empty()) finding.nodes = NamesOf(input.members);
  finding.witness = std::move(evidence.witness);
  finding.decided_by = std::move(evidence.decided_by);
  return finding;
}

message::Text DescribeNodeCount(const NodeNames& nodes) {
  return message::Counted(nodes.count, "{count} node"_msg, "{count} nodes"_msg);
}

void AddNotEvaluated(const ListInput& input, std::string_view check, message::Text why,
                     Evaluation& evaluation) {
  if (input.list.groups.empty()) return;
  evaluation.not_evaluated.push_back({check, Group(input.list.groups.front()), Reason::kUnresolved,
                                      std::move(why), std::nullopt});
}

const secgroup::AddressSet* NodesNetwork(const ListInput& input, std::string_view check,
                                         Evaluation& evaluation) {
  if (!input.view.nodes_network().Empty()) return &input.view.nodes_network();
  AddNotEvaluated(input, check, {"the node network (network.nodeCidrs) is not in the facts"_msg, {}},
                  evaluation);
  return nullptr;
}

const secgroup::AddressSet* PodsNetwork(const ListInput& input, std::string_view check,
                                        Evaluation& evaluation) {
  if (input.view.facts().network.mode == cluster::NetworkMode::kCiliumOverlay) return nullptr;
  if (!input.view.pods_network().Empty()) return &input.view.pods_network();
  AddNotEvaluated(
      input, check,
      {"the container network (network.containerCidrs) is not in the facts"_msg, {}}, evaluation);
  return nullptr;
}

PacketSet AllPackets(const secgroup::AddressSet& remotes) {
  return PacketSet(secgroup::ServiceSet(secgroup::ProtocolSet::All(), secgroup::PortSet({{1, 65535}})),
                   remotes);
}

}  // namespace portcullis::policy
