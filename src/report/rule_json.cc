#include "report/rule_json.h"

#include <string_view>
#include <variant>

#include "report/json_member.h"

namespace portcullis::report {
namespace {

using secgroup::Reference;

void WriteReference(json::Writer& writer, const Reference& reference) {
  const auto in = [&](std::string_view object, std::string_view key) {
    writer.Key(object);
    writer.StartObject();
    Member(writer, key, reference.id);
    writer.EndObject();
  };
  switch (reference.kind) {
    case Reference::Kind::kAddressTemplate:
      return in("AddressTemplate", "AddressId");
    case Reference::Kind::kAddressTemplateGroup:
      return in("AddressTemplate", "AddressGroupId");
    case Reference::Kind::kServiceTemplate:
      return in("ServiceTemplate", "ServiceId");
    case Reference::Kind::kServiceTemplateGroup:
      return in("ServiceTemplate", "ServiceGroupId");
    case Reference::Kind::kSecurityGroup:
      return Member(writer, "SecurityGroupId", reference.id);
  }
}

}  // namespace

void WriteRuleMembers(json::Writer& writer, const secgroup::Rule& rule) {
  if (const auto* reference = std::get_if<Reference>(&rule.service)) {
    WriteReference(writer, *reference);
  } else {
    Member(writer, "Protocol", rule.text.protocol);
    if (!rule.text.port.empty()) Member(writer, "Port", rule.text.port);
  }
  if (const auto* reference = std::get_if<Reference>(&rule.remote)) {
    WriteReference(writer, *reference);
  } else if (const auto* block = std::get_if<secgroup::AddressRange>(&rule.remote)) {
    Member(writer, block->family == secgroup::Family::kIPv4 ? "CidrBlock" : "Ipv6CidrBlock",
           rule.text.remote);
  }
  Member(writer, "Action", ToString(rule.action));
  if (!rule.text.description.empty()) Member(writer, "PolicyDescription", rule.text.description);
}

}  // namespace portcullis::report
