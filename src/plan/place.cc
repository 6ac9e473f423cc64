#include "plan/place.h"

namespace portcullis::plan {
namespace {

using secgroup::PacketSet;
using secgroup::RuleList;

// Every packet that the rule matches under some content of what is not known.
PacketSet MayMatch(const RuleList::Entry& entry) {
  const secgroup::ServiceSet& services =
      entry.service.unknown.empty() ? entry.service.known : secgroup::ServiceSet::All();
  secgroup::AddressSet remotes = entry.remote.known;
  for (const auto& unknown : entry.remote.unknown) remotes = remotes.Union(unknown.possible);
  return {services, remotes};
}

}  // namespace

std::optional<Place> PlaceFor(const RuleList& list, const PacketSet& packets,
                              const secgroup::Inventory& inventory) {
  for (const RuleList::Entry& entry : list.entries()) {
    if (entry.action == secgroup::RuleAction::kDrop &&
        !MayMatch(entry).Intersect(packets).Empty()) {
      return Place{list.groups()[entry.group], entry.index};
    }
  }
  if (list.ends_unknown()) return std::nullopt;
  const secgroup::GroupId& last = list.groups().back();
  return Place{last, inventory.FindGroup(last)->rules->of(list.direction()).size()};
}

}  // namespace portcullis::plan
