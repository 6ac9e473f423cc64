#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "secgroup/decision.h"
#include "secgroup/rule_list.h"

namespace portcullis::secgroup {

// The unknown sets that a packet has to be in for a rule to match; none for a certain match.
struct Condition {
  std::optional<RuleList::UnknownId> service;
  std::optional<RuleList::UnknownId> remote;
};

inline bool IsSubset(const Condition& a, const Condition& b) {
  return (!a.service || a.service == b.service) && (!a.remote || a.remote == b.remote);
}

// Calls `note` with each combination of one set for the service and one for the remote, where these
// are not known to match: the packet has to be in both.
template <typename Note>
void ForEachCondition(const RuleList::Entry& entry, const Address& remote, bool service_known,
                      bool remote_known, Note note) {
  const auto for_each_remote = [&](std::optional<RuleList::UnknownId> service) {
    if (remote_known) {
      note(Condition{service, std::nullopt});
      return;
    }
    for (const RuleList::UnknownRemote& unknown : entry.remote.unknown) {
      if (unknown.possible.Contains(remote)) note(Condition{service, unknown.id});
    }
  };
  if (service_known) {
    for_each_remote(std::nullopt);
  } else {
    for (const RuleList::UnknownId id : entry.service.unknown) for_each_remote(id);
  }
}

// The walk over rules whose match depends on unknown sets, shared by Explain and MakePartition.
//
// A rule that certainly matches ends the walk. One that matches only if the packet is in all of some
// unknown sets is noted, unless an earlier one is implied by it: had this rule matched, the earlier one
// would have. The noted actions and the last one then give the verdict, exactly, without trying the
// possible contents one by one. (An implied rule decides under no content. For any other noted rule
// there is a content under which it decides: its own sets hold the packet and no other set does.)
class Walk {
 public:
  struct Noted {
    std::size_t entry;
    RuleAction action;
    Condition condition;
  };

  // Where a walk ends: at an entry that certainly matches, or behind all of them.
  struct End {
    std::optional<std::size_t> entry;
    std::optional<RuleAction> action;  // absent: at a group without known rules, or there is no group
  };

  // Walks the whole list for one packet. REQUIRES: nothing is noted yet.
  End Run(const RuleList& list, const Packet& packet) {
    for (std::size_t i = 0; i < list.entries().size(); ++i) {
      const RuleList::Entry& entry = list.entries()[i];
      const bool service_known = entry.service.known.Contains(packet.protocol, packet.port);
      if (!service_known && entry.service.unknown.empty()) continue;
      const bool remote_known = entry.remote.known.Contains(packet.remote);
      if (service_known && remote_known) return {i, entry.action};
      NoteEntry(i, entry, packet.remote, service_known, remote_known);
    }
    if (list.ends_unknown()) return {};
    return {std::nullopt, RuleAction::kDrop};
  }

  // The rules that might match, in order, without those implied by an earlier one.
  const std::vector<Noted>& noted() const { return noted_; }

  // An entry that matches only by unknown sets, if at all: notes each of its conditions. `position` is
  // the entry's. REQUIRES: service and remote are not both known to match, and neither is known not to.
  void NoteEntry(std::size_t position, const RuleList::Entry& entry, const Address& remote,
                 bool service_known, bool remote_known) {
    ForEachCondition(entry, remote, service_known, remote_known,
                     [&](const Condition& condition) { Note(position, entry.action, condition); });
  }

  // The walk stopped at an entry with this action, or passed all of them.
  Decision StopAt(std::optional<std::size_t> entry, RuleAction action) const {
    for (const Noted& noted : noted_) {
      if (noted.action == action) continue;
      Decision decision{Verdict::kUnknown, noted.entry, {}};
      if (noted.condition.service) decision.unknowns.push_back(*noted.condition.service);
      if (noted.condition.remote) decision.unknowns.push_back(*noted.condition.remote);
      return decision;
    }
    return {action == RuleAction::kAccept ? Verdict::kAccept : Verdict::kDrop, entry, {}};
  }

  void Clear() { noted_.clear(); }

 private:
  void Note(std::size_t entry, RuleAction action, const Condition& condition) {
    for (const Noted& earlier : noted_) {
      if (IsSubset(earlier.condition, condition)) return;
    }
    noted_.push_back({entry, action, condition});
  }

  std::vector<Noted> noted_;
};

}  // namespace portcullis::secgroup
