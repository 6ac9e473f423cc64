#pragma once

#include <optional>
#include <string>
#include <vector>

#include "secgroup/inventory.h"
#include "secgroup/packet.h"

// Short forms to write rules and packets in tests.
namespace portcullis::secgroup {

inline Rule MakeRule(RuleAction action, const std::string& protocol, const std::string& port,
                     const std::string& block) {
  Rule rule;
  rule.action = action;
  rule.service = ServiceSet::Parse(protocol, port).value();
  if (!block.empty()) rule.remote = AddressRange::ParseBlock(block).value();
  rule.text = {protocol, port, block, "", std::nullopt};
  return rule;
}

inline Rule Accept(const std::string& protocol, const std::string& port, const std::string& block) {
  return MakeRule(RuleAction::kAccept, protocol, port, block);
}

inline Rule Drop(const std::string& protocol, const std::string& port, const std::string& block) {
  return MakeRule(RuleAction::kDrop, protocol, port, block);
}

inline Rule From(Rule rule, Reference::Kind kind, const std::string& id) {
  rule.remote = Reference{kind, id};
  return rule;
}

inline Rule For(Rule rule, Reference::Kind kind, const std::string& id) {
  rule.service = Reference{kind, id};
  return rule;
}

inline void AddGroup(Inventory& inventory, const GroupId& id, std::vector<Rule> ingress) {
  inventory.groups[id] = {id, id, "1", RuleSet{std::move(ingress), {}}};
}

inline Packet MakePacket(Protocol protocol, std::uint16_t port, const std::string& remote) {
  return {protocol, port, Address::Parse(remote).value()};
}

inline Packet Tcp(std::uint16_t port, const std::string& remote) {
  return MakePacket(Protocol::kTcp, port, remote);
}

}  // namespace portcullis::secgroup
