#include "json/writer.h"
#include "report/facts_difference.h"
#include "report/fingerprint.h"
#include "report/json_member.h"
#include "report/plan_commands.h"
#include "report/plan_report.h"
#include "report/rule_json.h"

namespace portcullis::report {
namespace {

using json::Writer;

std::vector<std::string> FingerprintsOf(const std::vector<policy::Finding>& findings) {
  std::vector<std::string> fingerprints;
  for (const policy::Finding& finding : findings) fingerprints.push_back(Fingerprint(finding));
  return fingerprints;
}

void WriteChanges(Writer& writer, const plan::Plan& plan) {
  writer.Key("changes");
  writer.StartArray();
  for (const plan::Change& change : plan.changes) {
    writer.StartObject();
    Member(writer, "securityGroupId", change.group);
    writer.Key("version");
    if (change.version) {
      writer.String(std::to_string(*change.version));
    } else {
      writer.Null();
    }
    Member(writer, "direction", ToString(change.direction));
    Member(writer, "op", change.op == plan::Step::Op::kInsert ? "insert" : "delete");
    Member(writer, "index", change.index);
    writer.Key("policy");
    writer.StartObject();
    WriteRuleMembers(writer, change.rule);
    writer.EndObject();
    Member(writer, "fixes", FingerprintsOf(change.fixes));
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteUnrepaired(Writer& writer, const plan::Plan& plan) {
  writer.Key("unrepaired");
  writer.StartArray();
  for (const plan::Unrepaired& unrepaired : plan.unrepaired) {
    writer.StartObject();
    Member(writer, "fingerprint", Fingerprint(unrepaired.finding));
    Member(writer, "reason", Render(unrepaired.reason, message::Language::kEnglish));
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteProof(Writer& writer, const plan::Plan& plan) {
  writer.Key("proof");
  writer.StartObject();
  Member(writer, "before", FingerprintsOf(plan.before.findings));
  Member(writer, "after", FingerprintsOf(plan.after.findings));
  WriteDifferenceBoxes(writer, "changed", plan.changed,
                       [](const secgroup::VerdictChange&) { return true; });
  writer.EndObject();
}

}  // namespace

std::string PlanJson(const plan::Plan& plan) {
  std::string out;
  {
    Writer writer(out);
    writer.StartObject();
    WriteChanges(writer, plan);
    WriteUnrepaired(writer, plan);
    WriteProof(writer, plan);
    writer.Key("commands");
    writer.StartObject();
    Member(writer, "tccli", TccliCommands(plan));
    Member(writer, "terraform", Terraform(plan));
    writer.EndObject();
    writer.EndObject();
  }
  return out + '\n';
}

}  // namespace portcullis::report
