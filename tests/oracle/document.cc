#include "tests/oracle/document.h"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace portcullis::oracle {
namespace {

template <typename Writer>
void WriteStrings(Writer& writer, const char* key, const std::vector<std::string>& values) {
  writer.Key(key);
  writer.StartArray();
  for (const std::string& value : values) writer.String(value);
  writer.EndArray();
}

class FactsWriter {
 public:
  std::string Write(const Facts& facts) {
    writer_.SetIndent(' ', 1);
    writer_.StartObject();
    Field("apiVersion", "portcullis.dev/v1alpha1");
    Field("kind", "CloudFacts");
    Field("observedAt", "2026-11-20T08:00:00Z");
    Field("region", "ap-guangzhou");
    Field("clusterId", "cls-oracle");
    Field("clusterType", "MANAGED_CLUSTER");
    writer_.Key("network");
    writer_.StartObject();
    Field("mode", "GlobalRouter");
    WriteStrings(writer_, "containerCidrs", {"172.16.0.0/16"});
    WriteStrings(writer_, "nodeCidrs", {"10.0.0.0/16"});
    writer_.EndObject();
    writer_.Key("instancesComplete");
    writer_.Bool(facts.instances_complete);
    List("securityGroups", facts.groups);
    List("instances", facts.instances);
    List("networkInterfaces", facts.interfaces);
    List("addressTemplates", facts.address_templates);
    TemplateGroups("addressTemplateGroups", "AddressTemplate", facts.address_template_groups);
    List("serviceTemplates", facts.service_templates);
    TemplateGroups("serviceTemplateGroups", "ServiceTemplate", facts.service_template_groups);
    writer_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  void Field(const char* key, const std::string& value) {
    writer_.Key(key);
    writer_.String(value);
  }

  // A field of the cloud's: without a value it is missing, null or "", whose turn it is.
  void CloudField(const char* key, const std::string& value) {
    if (!value.empty()) return Field(key, value);
    switch (turn_++ % 3) {
      case 0:
        return;
      case 1:
        writer_.Key(key);
        writer_.Null();
        return;
      default:
        return Field(key, "");
    }
  }

  template <typename T>
  void List(const char* key, const std::vector<T>& values) {
    writer_.Key(key);
    writer_.StartArray();
    for (const T& value : values) {
      writer_.StartObject();
      Members(value);
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  void Members(const SecurityGroup& group) {
    Field("SecurityGroupId", group.id);
    Field("SecurityGroupName", "name of " + group.id);
    if (!group.policies) {
      if (turn_++ % 2 == 0) {
        writer_.Key("SecurityGroupPolicySet");
        writer_.Null();
      }
      return;
    }
    writer_.Key("SecurityGroupPolicySet");
    writer_.StartObject();
    const bool empty = group.policies->ingress.empty() && group.policies->egress.empty();
    if (!empty || turn_++ % 2 == 0) {
      Field("Version", "7");
      Rules("Ingress", group.policies->ingress);
      Rules("Egress", group.policies->egress);
    }
    writer_.EndObject();
  }

  void Rules(const char* key, const std::vector<Rule>& rules) {
    const bool with_index = turn_++ % 2 == 0;
    writer_.Key(key);
    writer_.StartArray();
    int policy_index = 0;
    for (const Rule& rule : rules) {
      writer_.StartObject();
      if (with_index) {
        writer_.Key("PolicyIndex");
        writer_.Int(policy_index);
        policy_index += 1 + policy_index % 3;
      }
      CloudField("Protocol", rule.protocol);
      CloudField("Port", rule.port);
      CloudField("CidrBlock", rule.cidr_block);
      CloudField("Ipv6CidrBlock", rule.ipv6_cidr_block);
      CloudField("SecurityGroupId", rule.security_group_id);
      Pair("AddressTemplate", "AddressId", rule.address_id, "AddressGroupId",
           rule.address_group_id);
      Pair("ServiceTemplate", "ServiceId", rule.service_id, "ServiceGroupId",
           rule.service_group_id);
      Field("Action", rule.action);
      CloudField("PolicyDescription", "");
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  void Pair(const char* key, const char* first_key, const std::string& first,
            const char* second_key, const std::string& second) {
    if (first.empty() && second.empty() && turn_++ % 2 == 0) return;
    writer_.Key(key);
    writer_.StartObject();
    CloudField(first_key, first);
    CloudField(second_key, second);
    writer_.EndObject();
  }

  void Members(const Instance& instance) {
    Field("InstanceId", instance.id);
    WriteStrings(writer_, "PrivateIpAddresses", instance.private_addresses);
    WriteStrings(writer_, "PublicIpAddresses", instance.public_addresses);
    WriteStrings(writer_, "IPv6Addresses", instance.ipv6_addresses);
    if (instance.groups) WriteStrings(writer_, "SecurityGroupIds", *instance.groups);
    if (!instance.node_name.empty()) Field("nodeName", instance.node_name);
  }

  void Members(const NetworkInterface& interface) {
    Field("NetworkInterfaceId", interface.id);
    writer_.Key("Primary");
    writer_.Bool(false);
    writer_.Key("Attachment");
    writer_.StartObject();
    Field("InstanceId", interface.instance_id);
    writer_.EndObject();
    WriteStrings(writer_, "GroupSet", interface.groups);
    Addresses("PrivateIpAddressSet", "PrivateIpAddress", interface.private_addresses);
    Addresses("Ipv6AddressSet", "Address", interface.ipv6_addresses);
  }

  void Addresses(const char* key, const char* address_key,
                 const std::vector<std::string>& addresses) {
    writer_.Key(key);
    writer_.StartArray();
    for (const std::string& address : addresses) {
      writer_.StartObject();
      Field(address_key, address);
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  void Members(const AddressTemplate& address_template) {
    Field("AddressTemplateId", address_template.id);
    WriteStrings(writer_, "AddressSet", address_template.addresses);
  }

  void Members(const ServiceTemplate& service_template) {
    Field("ServiceTemplateId", service_template.id);
    WriteStrings(writer_, "ServiceSet", service_template.services);
  }

  // `of` is AddressTemplate or ServiceTemplate.
  void TemplateGroups(const char* key, const std::string& of,
                      const std::vector<TemplateGroup>& groups) {
    writer_.Key(key);
    writer_.StartArray();
    for (const TemplateGroup& group : groups) {
      writer_.StartObject();
      Field((of + "GroupId").c_str(), group.id);
      WriteStrings(writer_, (of + "IdSet").c_str(), group.templates);
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_{buffer_};
  int turn_ = 0;
};

// The value of a string field; empty where there is none.
std::string StringField(const rapidjson::Value& object, const char* key) {
  const auto member = object.FindMember(key);
  if (member == object.MemberEnd() || !member->value.IsString()) return "";
  return member->value.GetString();
}

std::string DecidedBy(const rapidjson::Value& answer) {
  const auto member = answer.FindMember("decidedBy");
  if (member == answer.MemberEnd() || !member->value.IsObject()) return "no rule";
  const rapidjson::Value& rule = member->value;
  const auto index = rule.FindMember("index");
  const bool has_index = index != rule.MemberEnd() && index->value.IsInt();
  return StringField(rule, "securityGroupId") + " " + StringField(rule, "direction") + " " +
         (has_index ? std::to_string(index->value.GetInt()) : "no index");
}

bool NamesOneOf(const std::string& reason, const std::string& references) {
  std::istringstream words(references);
  for (std::string word; words >> word;) {
    if (reason.find(word) != std::string::npos) return true;
  }
  return references.empty();
}

}  // namespace

std::string FactsDocument(const Facts& facts) { return FactsWriter().Write(facts); }

Question MakeQuestion(Random& random, const Scenario& scenario, std::string id) {
  const std::size_t list = random() % scenario.lists.size();
  const std::vector<SecurityGroup>& known = scenario.facts.groups;
  const std::vector<std::string>& groups = scenario.lists[list];
  Selection selection = Selection::kGroups;
  const bool all_known = std::all_of(groups.begin(), groups.end(), [&](const std::string& group) {
    return std::any_of(known.begin(), known.end(),
                       [&](const SecurityGroup& candidate) { return candidate.id == group; });
  });
  if (!all_known || random() % 4 == 0) {
    const bool named = !scenario.facts.instances[list].node_name.empty();
    selection = named && random() % 2 == 0 ? Selection::kNode : Selection::kInstance;
  }
  return {std::move(id), list, selection, MakePacket(random, scenario)};
}

std::string QuestionLine(Random& random, const Scenario& scenario, const Question& question) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  writer.Key("id");
  writer.String(question.id);
  const Instance& instance = scenario.facts.instances[question.list];
  switch (question.selection) {
    case Selection::kGroups:
      WriteStrings(writer, "groups", scenario.lists[question.list]);
      break;
    case Selection::kInstance:
      writer.Key("instance");
      writer.String(instance.id);
      break;
    case Selection::kNode:
      writer.Key("node");
      writer.String(instance.node_name);
      break;
  }
  const Packet& packet = question.packet;
  writer.Key("direction");
  writer.String(ToString(packet.direction));
  writer.Key("protocol");
  const bool sctp = packet.protocol == Protocol::kOther && random() % 2 == 0;
  writer.String(sctp ? "sctp" : ToString(packet.protocol));
  if (HasPorts(packet.protocol) || random() % 4 == 0) {
    writer.Key("port");
    writer.Int(packet.port);
  }
  writer.Key("remote");
  writer.String(packet.remote);
  writer.EndObject();
  return buffer.GetString();
}

std::string AnswerLine(const std::string& id, const Judgement& judgement) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  writer.Key("id");
  writer.String(id);
  writer.Key("verdict");
  writer.String(ToString(judgement.verdict));
  writer.Key("decidedBy");
  if (judgement.decided_by) {
    writer.StartObject();
    writer.Key("securityGroupId");
    writer.String(judgement.decided_by->group);
    writer.Key("direction");
    writer.String(ToString(judgement.decided_by->direction));
    writer.Key("index");
    if (judgement.decided_by->index) {
      writer.Int(*judgement.decided_by->index);
    } else {
      writer.Null();
    }
    writer.EndObject();
  } else {
    writer.Null();
  }
  if (judgement.verdict == Verdict::kUnknown) {
    std::string references;
    for (const std::string& reference : judgement.references) {
      references += (references.empty() ? "" : " ") + reference;
    }
    writer.Key("reason");
    writer.String(references);
  }
  writer.EndObject();
  return buffer.GetString();
}

std::optional<std::string> Difference(const std::string& expected, const std::string& answer) {
  // With a length: a scan for the closing NUL reads 16 bytes at a time, beyond the end.
  rapidjson::Document want;
  want.Parse(expected.data(), expected.size());
  rapidjson::Document got;
  got.Parse(answer.data(), answer.size());
  if (!want.IsObject()) return "the expected line is no JSON object";
  if (!got.IsObject()) return "the answer is no JSON object";
  const rapidjson::Value& wanted = want;
  const rapidjson::Value& given = got;
  for (const char* key : {"id", "verdict"}) {
    const std::string want_text = StringField(wanted, key);
    const std::string got_text = StringField(given, key);
    if (want_text != got_text) {
      return std::string(key) + ": want " + want_text + ", got " +
             (got_text.empty() ? "none" : got_text);
    }
  }
  if (DecidedBy(wanted) != DecidedBy(given)) {
    return "decidedBy: want " + DecidedBy(wanted) + ", got " + DecidedBy(given);
  }
  if (StringField(wanted, "verdict") != "unknown") return std::nullopt;
  const std::string reason = StringField(given, "reason");
  const std::string references = StringField(wanted, "reason");
  if (!NamesOneOf(reason, references)) {
    return "reason: want one of " + references + ", got " + (reason.empty() ? "none" : reason);
  }
  return std::nullopt;
}

}  // namespace portcullis::oracle
