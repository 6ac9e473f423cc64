#include "base/rfc3339.h"
#include "json/writer.h"
#include "policy/wording.h"
#include "report/check_report.h"
#include "report/fingerprint.h"

namespace portcullis::report {
namespace {

using json::Writer;

void Member(Writer& writer, std::string_view key, std::string_view text) {
  writer.Key(key);
  writer.String(text);
}

void Member(Writer& writer, std::string_view key, std::size_t number) {
  writer.Key(key);
  writer.Int(static_cast<std::int64_t>(number));
}

void WriteTexts(Writer& writer, std::string_view key, const std::vector<std::string>& texts) {
  writer.Key(key);
  writer.StartArray();
  for (const std::string& text : texts) writer.String(text);
  writer.EndArray();
}

void WriteObject(Writer& writer, const policy::ObjectRef& object) {
  const bool is_kubernetes = object.kind == policy::ObjectRef::Kind::kService ||
                             object.kind == policy::ObjectRef::Kind::kNode;
  writer.Key("object");
  writer.StartObject();
  Member(writer, "apiVersion", is_kubernetes ? "v1" : "tencentcloud");
  Member(writer, "kind", ToString(object.kind));
  if (!object.namespace_name.empty()) Member(writer, "namespace", object.namespace_name);
  Member(writer, "name", object.name);
  writer.EndObject();
}

void WriteLocation(Writer& writer, const std::optional<policy::RuleLocation>& location) {
  writer.Key("decidedBy");
  if (!location) {
    writer.Null();
    return;
  }
  writer.StartObject();
  Member(writer, "securityGroupId", location->group);
  Member(writer, "direction", secgroup::ToString(location->direction));
  writer.Key("index");
  if (location->index) {
    writer.Int(static_cast<std::int64_t>(*location->index));
  } else {
    writer.Null();
  }
  writer.EndObject();
}

void WriteWitness(Writer& writer, const policy::Witness& witness) {
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

// The members of a finding, within an object that the caller has opened.
void WriteFinding(Writer& writer, const policy::Finding& finding) {
  Member(writer, "id", finding.check);
  Member(writer, "fingerprint", Fingerprint(finding));
  Member(writer, "severity", ToString(finding.severity));
  Member(writer, "action", ToString(finding.action));
  WriteObject(writer, finding.object);
  Member(writer, "message", policy::MessageOf(finding, message::Language::kEnglish));
  Member(writer, "fix", policy::FixOf(finding, message::Language::kEnglish));
  if (!finding.requirement.empty()) Member(writer, "requirement", finding.requirement);
  if (!finding.groups.empty()) WriteTexts(writer, "groups", finding.groups);
  if (finding.nodes) {
    writer.Key("nodes");
    writer.StartObject();
    Member(writer, "count", finding.nodes->count);
    WriteTexts(writer, "names", finding.nodes->names);
    writer.EndObject();
  }
  if (finding.witness) WriteWitness(writer, *finding.witness);
  if (finding.witness || finding.decided_by) WriteLocation(writer, finding.decided_by);
  if (!finding.source_file.empty()) {
    writer.Key("source");
    writer.StartObject();
    Member(writer, "file", finding.source_file);
    Member(writer, "line", finding.source.line);
    Member(writer, "column", finding.source.column);
    writer.EndObject();
  }
}

void WriteFindings(Writer& writer, const policy::Evaluation& evaluation) {
  writer.Key("findings");
  writer.StartArray();
  for (const policy::Finding& finding : evaluation.findings) {
    writer.StartObject();
    WriteFinding(writer, finding);
    writer.EndObject();
  }
  writer.EndArray();
  writer.Key("exempted");
  writer.StartArray();
  for (const policy::Exempted& exempted : evaluation.exempted) {
    writer.StartObject();
    WriteFinding(writer, exempted.finding);
    Member(writer, "reason", exempted.reason);
    if (!exempted.until.empty()) Member(writer, "until", exempted.until);
    writer.EndObject();
  }
  writer.EndArray();
  writer.Key("notEvaluated");
  writer.StartArray();
  for (const policy::NotEvaluated& entry : evaluation.not_evaluated) {
    writer.StartObject();
    Member(writer, "id", entry.check);
    WriteObject(writer, entry.object);
    Member(writer, "reason", Render(entry.why, message::Language::kEnglish));
    if (entry.decided_by) WriteLocation(writer, entry.decided_by);
    writer.EndObject();
  }
  writer.EndArray();
}

}  // namespace

std::string CheckReportJson(const CheckReport& report) {
  std::string out;
  {
    Writer writer(out);
    writer.StartObject();
    Member(writer, "apiVersion", "portcullis.dev/v1alpha1");
    Member(writer, "kind", "CheckReport");
    WriteFindings(writer, report.evaluation);
    writer.Key("summary");
    writer.StartObject();
    const auto counts = report.CountBySeverity();
    for (std::size_t i = counts.size(); i-- > 0;) {
      Member(writer, ToString(static_cast<policy::Severity>(i)), counts[i]);
    }
    Member(writer, "exempted", report.evaluation.exempted.size());
    Member(writer, "notEvaluated", report.evaluation.not_evaluated.size());
    writer.EndObject();
    if (report.facts) {
      writer.Key("facts");
      writer.StartObject();
      Member(writer, "source", "file");
      Member(writer, "clusterId", report.facts->cluster_id);
      Member(writer, "observedAt", FormatRfc3339(report.facts->observed_at));
      writer.EndObject();
    }
    writer.EndObject();
  }
  return out + '\n';
}

}  // namespace portcullis::report
