#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "secgroup/address.h"
#include "secgroup/service_set.h"

namespace portcullis::secgroup {

using GroupId = std::string;     // "sg-..."
using TemplateId = std::string;  // "ipm-...", "ipmg-...", "ppm-...", "ppmg-..."

enum class Direction : std::uint8_t { kIngress, kEgress };
std::string_view ToString(Direction direction);  // "ingress", "egress"

enum class RuleAction : std::uint8_t { kAccept, kDrop };
std::string_view ToString(RuleAction action);  // "ACCEPT", "DROP", as the cloud writes it

// A set that stands elsewhere and that a rule names.
struct Reference {
  enum class Kind : std::uint8_t {
    kAddressTemplate,
    kAddressTemplateGroup,
    kServiceTemplate,
    kServiceTemplateGroup,
    kSecurityGroup,  // the private addresses of what is bound to it
  };

  Kind kind;
  std::string id;
};

// One rule of a security group. `remote` is the source on ingress and the destination on egress; a
// rule that names none has a remote set of its own, which nobody knows.
struct Rule {
  // The rule as the cloud wrote it, for people; the engine does not read it.
  struct Text {
    std::string protocol;
    std::string port;
    std::string remote;
    std::string description;
    std::optional<std::int64_t> policy_index;
  };

  RuleAction action = RuleAction::kDrop;
  std::variant<ServiceSet, Reference> service;
  std::variant<std::monostate, AddressRange, Reference> remote;
  Text text;
};

// "DROP tcp 30000-32768 from 0.0.0.0/0"; "to" on egress.
std::string Describe(const Rule& rule, Direction direction);

// Array order is priority: the first rule that matches decides.
struct RuleSet {
  std::vector<Rule> ingress;
  std::vector<Rule> egress;

  const std::vector<Rule>& of(Direction direction) const {
    return direction == Direction::kIngress ? ingress : egress;
  }
};

struct SecurityGroup {
  GroupId id;
  std::string name;
  std::string version;           // of the rule set; grows by one on each edit
  std::optional<RuleSet> rules;  // absent: nothing is known about them
};

}  // namespace portcullis::secgroup
