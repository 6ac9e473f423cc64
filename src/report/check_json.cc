#include "base/rfc3339.h"
#include "policy/wording.h"
#include "report/check_report.h"
#include "report/fingerprint.h"
#include "report/json_member.h"
#include "report/object_json.h"
#include "report/witness_json.h"

namespace portcullis::report {
namespace {

using json::Writer;

void WriteObject(Writer& writer, const policy::ObjectRef& object) {
  writer.Key("object");
  writer.StartObject();
  WriteObjectMembers(writer, object);
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
  if (!finding.groups.empty()) Member(writer, "groups", finding.groups);
  if (finding.nodes) {
    writer.Key("nodes");
    writer.StartObject();
    Member(writer, "count", finding.nodes->count);
    Member(writer, "names", finding.nodes->names);
    writer.EndObject();
  }
  if (finding.witness) WriteWitness(writer, *finding.witness);
  if (finding.witness || finding.decided_by) WriteDecidedBy(writer, finding.decided_by);
  if (!finding.source_file.empty()) {
    writer.Key("source");
    writer.StartObject();
    Member(writer, "file", finding.source_file);
    Member(writer, "line", finding.source.line);
    Member(writer, "column", finding.source.column);
    writer.EndObject();
  }
}

void WriteFindings(Writer& writer, const CheckReport& report) {
  const policy::Evaluation& evaluation = report.evaluation;
  writer.Key("findings");
  writer.StartArray();
  for (const policy::Finding& finding : evaluation.findings) {
    writer.StartObject();
    WriteFinding(writer, finding);
    if (report.baseline) {
      writer.Key("known");
      writer.Bool(report.IsKnown(finding));
    }
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
    if (entry.decided_by) WriteDecidedBy(writer, entry.decided_by);
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
    WriteFindings(writer, report);
    writer.Key("summary");
    writer.StartObject();
    const auto counts = report.CountBySeverity();
    for (std::size_t i = counts.size(); i-- > 0;) {
      Member(writer, ToString(static_cast<policy::Severity>(i)), counts[i]);
    }
    Member(writer, "exempted", report.evaluation.exempted.size());
    Member(writer, "notEvaluated", report.evaluation.not_evaluated.size());
    if (report.baseline) Member(writer, "known", report.CountKnown());
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
