#include "report/plan_commands.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "json/writer.h"
#include "report/json_member.h"
#include "report/rule_json.h"

namespace portcullis::report {
namespace {

using plan::Change;
using secgroup::Direction;
using secgroup::Reference;
using secgroup::Rule;

// A word of a POSIX shell that stands for the text.
std::string ShellWord(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + '\'';
}

bool IsAtEnd(const Change& change) {
  return change.op == plan::Step::Op::kInsert && change.in_front_of.empty();
}

std::string PolicySet(const Change& change) {
  std::string out;
  {
    json::Writer writer(out);
    writer.StartObject();
    if (change.version) Member(writer, "Version", std::to_string(*change.version));
    writer.Key(change.direction == Direction::kIngress ? "Ingress" : "Egress");
    writer.StartArray();
    writer.StartObject();
    // A rule without an index goes behind all others.
    if (!IsAtEnd(change)) Member(writer, "PolicyIndex", change.index);
    if (change.op == plan::Step::Op::kInsert) WriteRuleMembers(writer, change.rule);
    writer.EndObject();
    writer.EndArray();
    writer.EndObject();
  }
  return out;
}

// A quoted string of HCL, in which nothing is a template.
std::string HclString(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
    } else if ((c == '$' || c == '%') && i + 1 < text.size() && text[i + 1] == '{') {
      quoted += c;
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted += kHex[byte >> 4U];
      quoted += kHex[byte & 0xFU];
      continue;
    }
    quoted += c;
  }
  return quoted + '"';
}

// What Terraform calls what a rule names.
std::string_view ArgumentOf(Reference::Kind kind) {
  switch (kind) {
    case Reference::Kind::kAddressTemplate:
      return "address_template_id";
    case Reference::Kind::kAddressTemplateGroup:
      return "address_template_group";
    case Reference::Kind::kServiceTemplate:
      return "service_template_id";
    case Reference::Kind::kServiceTemplateGroup:
      return "service_template_group";
    case Reference::Kind::kSecurityGroup:
      break;
  }
  return "source_security_id";
}

std::string Block(const Rule& rule, Direction direction) {
  std::vector<std::pair<std::string_view, std::string_view>> arguments = {
      {"action", ToString(rule.action)}};
  if (const auto* reference = std::get_if<Reference>(&rule.service)) {
    arguments.push_back({ArgumentOf(reference->kind), reference->id});
  } else {
    if (!rule.text.protocol.empty()) arguments.push_back({"protocol", rule.text.protocol});
    if (!rule.text.port.empty()) arguments.push_back({"port", rule.text.port});
  }
  if (const auto* reference = std::get_if<Reference>(&rule.remote)) {
    arguments.push_back({ArgumentOf(reference->kind), reference->id});
  } else if (const auto* block = std::get_if<secgroup::AddressRange>(&rule.remote)) {
    const bool is_v4 = block->family == secgroup::Family::kIPv4;
    arguments.push_back({is_v4 ? "cidr_block" : "ipv6_cidr_block", rule.text.remote});
  }
  if (!rule.text.description.empty()) arguments.push_back({"description", rule.text.description});
  std::size_t width = 0;
  for (const auto& [name, value] : arguments) width = std::max(width, name.size());
  std::string text = "\n  " + std::string(ToString(direction)) + " {\n";
  for (const auto& [name, value] : arguments) {
    text += "    " + std::string(name) + std::string(width - name.size(), ' ') + " = " +
            HclString(value) + '\n';
  }
  return text + "  }\n";
}

std::string ResourceName(const secgroup::GroupId& group) {
  std::string name = group;
  for (char& c : name) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_plain) c = '_';
  }
  return name;
}

}  // namespace

std::vector<std::string> TccliCommands(const plan::Plan& plan) {
  const std::string region =
      plan.facts->region.empty() ? "" : " --region " + ShellWord(plan.facts->region);
  std::vector<std::string> commands;
  for (const Change& change : plan.changes) {
    const std::string call = change.op == plan::Step::Op::kInsert ? "CreateSecurityGroupPolicies"
                                                                  : "DeleteSecurityGroupPolicies";
    commands.push_back("tccli vpc " + call + region + " --SecurityGroupId " +
                       ShellWord(change.group) + " --SecurityGroupPolicySet " +
                       ShellWord(PolicySet(change)));
  }
  return commands;
}

std::string Terraform(const plan::Plan& plan) {
  std::set<secgroup::GroupId> groups;
  for (const Change& change : plan.changes) groups.insert(change.group);
  std::string text;
  for (const secgroup::GroupId& group : groups) {
    const secgroup::RuleSet& rules = *plan.facts->inventory.FindGroup(group)->rules;
    text += (text.empty() ? "" : "\n") +
            std::string("resource \"tencentcloud_security_group_rule_set\" ") +
            HclString(ResourceName(group)) + " {\n  security_group_id = " + HclString(group) + '\n';
    for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
      for (const Rule& rule : rules.of(direction)) text += Block(rule, direction);
    }
    text += "}\n";
  }
  return text;
}

}  // namespace portcullis::report
