#include "report/witness_json.h"

#include "report/json_member.h"

namespace portcullis::report {

void WriteWitness(json::Writer& writer, const policy::Witness& witness) {
  writer.Key("witness");
  writer.StartObject();
  Member(writer, "direction", secgroup::ToString(witness.direction));
  Member(writer, "protocol", secgroup::ToString(witness.packet.protocol));
  if (secgroup::HasPorts(witness.packet.protocol)) Member(writer, "port", witness.packet.port);
  Member(writer, "remote", witness.packet.remote.ToString());
  if (!witness.instance.empty()) Member(writer, "instance", witness.instance);
  if (!witness.node.empty()) Member(writer, "node", witness.node);
  writer.EndObject();
}

void WriteDecidedBy(json::Writer& writer, const std::optional<policy::RuleLocation>& rule) {
  writer.Key("decidedBy");
  if (!rule) {
    writer.Null();
    return;
  }
  writer.StartObject();
  Member(writer, "securityGroupId", rule->group);
  Member(writer, "direction", secgroup::ToString(rule->direction));
  writer.Key("index");
  if (rule->index) {
    writer.Int(static_cast<std::int64_t>(*rule->index));
  } else {
    writer.Null();
  }
  writer.EndObject();
}

}  // namespace portcullis::report
