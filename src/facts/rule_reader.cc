#include "facts/rule_reader.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "document/words.h"

namespace portcullis::facts {
namespace {

using document::TextOf;
using json::Field;
using secgroup::Reference;
using secgroup::Rule;

bool EqualsIgnoringCase(std::string_view text, std::string_view upper) {
  if (text.size() != upper.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != upper[i]) return false;
  }
  return true;
}

// The one of two ids that is given, and of which kind it is.
std::optional<Reference> ReadReference(const Field& field, std::string_view id_key, Reference::Kind id,
                                       std::string_view group_key, Reference::Kind group) {
  const std::string template_id = TextOf(field[id_key]);
  const std::string group_id = TextOf(field[group_key]);
  if (!template_id.empty() && !group_id.empty()) {
    field.AddError("names both a template and a template group; a rule can use one of them");
  }
  if (!template_id.empty()) return Reference{id, template_id};
  if (!group_id.empty()) return Reference{group, group_id};
  return std::nullopt;
}

void ReadAction(const Field& policy, Rule& rule) {
  const Field field = policy["Action"];
  if (!field.Require()) return;
  const std::string text = TextOf(field);
  if (EqualsIgnoringCase(text, "ACCEPT")) {
    rule.action = secgroup::RuleAction::kAccept;
  } else if (EqualsIgnoringCase(text, "DROP")) {
    rule.action = secgroup::RuleAction::kDrop;
  } else if (!text.empty()) {
    field.AddError(Quoted(text) + " is no action; use ACCEPT or DROP");
  }
}

void ReadService(const Field& policy, Rule& rule) {
  rule.text.protocol = TextOf(policy["Protocol"]);
  rule.text.port = TextOf(policy["Port"]);
  const auto reference =
      ReadReference(policy["ServiceTemplate"], "ServiceId", Reference::Kind::kServiceTemplate,
                    "ServiceGroupId", Reference::Kind::kServiceTemplateGroup);
  const auto services = secgroup::ServiceSet::Parse(rule.text.protocol, rule.text.port);
  if (!services) {
    // Either may be what is wrong; the port is only looked at once the protocol is known.
    const bool is_protocol = !secgroup::ServiceSet::Parse(rule.text.protocol, "");
    policy[is_protocol ? "Protocol" : "Port"].AddError(services.error().message);
    return;
  }
  if (!reference) {
    rule.service = *services;
    return;
  }
  if (*services != secgroup::ServiceSet::All()) {
    policy["ServiceTemplate"].AddError("stands beside a protocol; a rule can have one of them");
    return;
  }
  rule.text.protocol = reference->id;
  rule.text.port.clear();
  rule.service = *reference;
}

void ReadBlock(const Field& field, secgroup::Family family, Rule& rule) {
  const auto block = secgroup::AddressRange::ParseBlock(TextOf(field));
  if (!block) {
    field.AddError(block.error().message);
  } else if (block->family != family) {
    field.AddError(Quoted(TextOf(field)) + " is of the wrong family; CidrBlock is for IPv4, "
                   "Ipv6CidrBlock for IPv6");
  } else {
    rule.remote = *block;
  }
}

void ReadRemote(const Field& policy, Rule& rule) {
  const Field v4 = policy["CidrBlock"];
  const Field v6 = policy["Ipv6CidrBlock"];
  const Field group = policy["SecurityGroupId"];
  const Field address_template = policy["AddressTemplate"];
  const auto reference =
      ReadReference(address_template, "AddressId", Reference::Kind::kAddressTemplate, "AddressGroupId",
                    Reference::Kind::kAddressTemplateGroup);
  const int remotes = !v4.absent() + !v6.absent() + !group.absent() + reference.has_value();
  if (remotes > 1) {
    policy.AddError("names more than one remote; a rule has one of CidrBlock, Ipv6CidrBlock, "
                    "SecurityGroupId and AddressTemplate");
    return;
  }
  if (!v4.absent()) {
    rule.text.remote = TextOf(v4);
    ReadBlock(v4, secgroup::Family::kIPv4, rule);
  } else if (!v6.absent()) {
    rule.text.remote = TextOf(v6);
    ReadBlock(v6, secgroup::Family::kIPv6, rule);
  } else if (!group.absent()) {
    rule.text.remote = TextOf(group);
    rule.remote = Reference{Reference::Kind::kSecurityGroup, rule.text.remote};
  } else if (reference) {
    rule.text.remote = reference->id;
    rule.remote = *reference;
  }
}

std::vector<Rule> ReadRules(const Field& list) {
  std::vector<Rule> rules;
  std::optional<std::int64_t> last_index;
  std::size_t last_position = 0;
  for (const Field& policy : list.Elements()) {
    Rule rule;
    rule.text.description = TextOf(policy["PolicyDescription"]);
    rule.text.policy_index =
        policy["PolicyIndex"].Int(0, std::numeric_limits<std::int64_t>::max());
    if (rule.text.policy_index && last_index && *rule.text.policy_index <= *last_index) {
      policy["PolicyIndex"].AddError(
          std::to_string(*rule.text.policy_index) + " at position " + std::to_string(rules.size()) +
          " does not rise above " + std::to_string(*last_index) + " at position " +
          std::to_string(last_position) + "; array order is rule order");
    }
    if (rule.text.policy_index) {
      last_index = rule.text.policy_index;
      last_position = rules.size();
    }
    ReadAction(policy, rule);
    ReadService(policy, rule);
    ReadRemote(policy, rule);
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

secgroup::RuleSet ReadRuleSet(const Field& policy_set) {
  return {ReadRules(policy_set["Ingress"]), ReadRules(policy_set["Egress"])};
}

}  // namespace portcullis::facts
