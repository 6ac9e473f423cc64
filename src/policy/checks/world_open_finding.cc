#include "policy/checks/world_open_finding.h"

#include <utility>

#include "policy/checks/list_requirement.h"
#include "policy/wording.h"

namespace portcullis::policy {

static_assert(static_cast<int>(secgroup::Protocol::kTcp) == 0 &&
              static_cast<int>(secgroup::Protocol::kUdp) == 1);

WorldOpen WorldOpen::Of(const ListInput& input) {
  const secgroup::Partition& partition = input.list.ingress.partition;
  const secgroup::PacketSet possible = partition.accepted.Union(partition.unknown);
  WorldOpen open;
  for (const secgroup::Protocol protocol : {secgroup::Protocol::kTcp, secgroup::Protocol::kUdp}) {
    open.ports_[static_cast<std::size_t>(protocol)] = {
        WorldOpenPorts(partition.accepted, protocol, input.view),
        WorldOpenPorts(possible, protocol, input.view)};
  }
  return open;
}

bool WorldOpen::IsForMostPorts() const {
  return IsMostPorts(ports_[0].certain) || IsMostPorts(ports_[1].certain);
}

policy::NotEvaluated WorldOpen::NotEvaluated(const ListInput& input, std::string_view check,
                                             secgroup::Protocol protocol) const {
  const std::uint16_t port =
      possible(protocol).Difference(certain(protocol)).intervals().front().first;
  const secgroup::AddressSet unknown =
      PublicPart(input.list.ingress.partition.unknown.RemotesAt(protocol, port), input.view);
  Evidence evidence = Show(input.view, input.list, secgroup::Direction::kIngress,
                           {protocol, port, *unknown.Witness()}, nullptr);
  return {check,
          {ObjectRef::Kind::kSecurityGroup, "", input.list.groups.front()},
          Reason::kUnresolved,
          std::move(evidence.why_unknown),
          std::move(evidence.decided_by)};
}

std::size_t CountPorts(const secgroup::PortSet& ports) {
  std::size_t count = 0;
  for (const auto& [first, last] : ports.intervals()) count += std::size_t{last} - first + 1;
  return count;
}

bool IsMostPorts(const secgroup::PortSet& ports) { return CountPorts(ports) > 65536 / 2; }

Finding MakeWorldOpenFinding(const ListInput& input, secgroup::Protocol protocol,
                             std::uint16_t port) {
  const secgroup::AddressSet& accepted =
      input.list.ingress.partition.accepted.RemotesAt(protocol, port);
  const secgroup::AddressSet in_public = PublicPart(accepted, input.view);
  const secgroup::Family family = IsTheWorld(in_public.Only(secgroup::Family::kIPv4))
                                      ? secgroup::Family::kIPv4
                                      : secgroup::Family::kIPv6;
  const Member* member = input.members.empty() ? nullptr : input.members.front();
  Finding finding = MakeListFinding(
      input, "P3",
      Show(input.view, input.list, secgroup::Direction::kIngress,
           {protocol, port, *in_public.Only(family).Witness()}, member));
  finding.places = {{"from", DescribeAddresses(accepted.Only(family))}};
  if (finding.nodes) finding.places.push_back({"nodes", DescribeNodeCount(*finding.nodes)});
  return finding;
}

}  // namespace portcullis::policy
