#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "secgroup/inventory.h"
#include "secgroup/packet.h"
#include "secgroup/rule.h"

namespace portcullis::secgroup {

// The rules that an ordered list of groups applies in one direction, every reference replaced by the
// set it stands for: what the engine's two questions, Explain and MakePartition, are asked about.
//
// The groups' rules are concatenated in list order and the first match decides. A rule's service and
// remote are each a set of known members and a number of *unknowns*: sets with members that nobody
// knows (a missing template, say), the same wherever they are named. Immutable, thread-safe, and
// independent of the Inventory it was made from.
class RuleList {
 public:
  // A set with members that nobody knows, and why.
  struct Unknown {
    enum class Kind : std::uint8_t {
      kAddressTemplate,       // a template or group of templates that is not in the inventory
      kAddressTemplateGroup,
      kServiceTemplate,
      kServiceTemplateGroup,
      kGroupMembers,          // a referenced group whose members are not all known
      kGroupIpv6Members,      // whether a reference matches the members' IPv6 addresses is not documented
      kNoRemote,              // the remotes of a rule that names none
      kAcceptedByGroup,       // what a group without known rules accepts, and what it drops
      kDroppedByGroup,
    };

    Kind kind;
    std::string name;  // the id; for kNoRemote the rule: "sg-a ingress 3"

    friend auto operator<=>(const Unknown&, const Unknown&) = default;
  };

  // By its place in unknowns().
  using UnknownId = std::size_t;

  struct ServicePart {
    ServiceSet known;
    std::vector<UnknownId> unknown;  // each may hold any protocol and port

    friend bool operator==(const ServicePart&, const ServicePart&) = default;
  };

  struct UnknownRemote {
    UnknownId id;
    AddressSet possible;  // no address outside of it can be a member

    friend bool operator==(const UnknownRemote&, const UnknownRemote&) = default;
  };

  struct RemotePart {
    AddressSet known;
    std::vector<UnknownRemote> unknown;

    friend bool operator==(const RemotePart&, const RemotePart&) = default;
  };

  struct Entry {
    RuleAction action;
    std::size_t group;  // position in groups()
    std::size_t index;  // position in the group's own list of this direction
    ServicePart service;
    RemotePart remote;
    bool stands_in = false;  // for a group without known rules; has no `index` then

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // An empty list, or one with a group without known rules, is legal: packets that come so far are
  // unknown.
  static RuleList Make(const Inventory& inventory, std::vector<GroupId> groups,
                       Direction direction);

  // The same, but a group without known rules does not end the list: two entries stand in for it, one
  // that accepts and one that drops what is in a set that nobody knows. So a packet that reaches the
  // group may be accepted, dropped or passed on, and what later groups do with it is seen.
  static RuleList MakeWithStandIns(const Inventory& inventory, std::vector<GroupId> groups,
                                   Direction direction);

  const std::vector<GroupId>& groups() const { return groups_; }
  Direction direction() const { return direction_; }
  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<Unknown>& unknowns() const { return unknowns_; }

  // Whether the walk of a packet that no entry decides ends without an answer: at a group whose rules
  // are not known, or because the list is empty. Otherwise it ends with DROP.
  bool ends_unknown() const { return ends_unknown_; }
  // That group, as a position in groups(); absent for an empty list. Later groups have no entries.
  std::optional<std::size_t> missing_group() const { return missing_group_; }

  // Equal lists decide every packet alike, and by the same rules.
  friend bool operator==(const RuleList&, const RuleList&) = default;

 private:
  RuleList(std::vector<GroupId> groups, Direction direction);

  std::vector<GroupId> groups_;
  Direction direction_;
  std::vector<Entry> entries_;
  std::vector<Unknown> unknowns_;
  bool ends_unknown_ = false;
  std::optional<std::size_t> missing_group_;
};

}  // namespace portcullis::secgroup
