#include "report/json_member.h"
#include "report/verify_report.h"
#include "report/witness_json.h"

namespace portcullis::report {
namespace {

using json::Writer;

void WriteCase(Writer& writer, const suite::CaseResult& result) {
  writer.StartObject();
  Member(writer, "name", result.name);
  Member(writer, "result", ToString(result.outcome));
  Member(writer, "expected", ToString(result.expected));
  Member(writer, "verdict", ToString(result.verdict));
  if (result.groups) Member(writer, "groups", *result.groups);
  if (result.witness) {
    WriteWitness(writer, *result.witness);
    WriteDecidedBy(writer, result.decided_by);
  }
  if (!result.why.empty()) {
    Member(writer, "reason", Render(result.why, message::Language::kEnglish));
  }
  writer.EndObject();
}

void WriteSuite(Writer& writer, const suite::SuiteResult& result) {
  writer.StartObject();
  Member(writer, "name", result.name);
  writer.Key("cases");
  writer.StartArray();
  for (const suite::CaseResult& c : result.cases) WriteCase(writer, c);
  writer.EndArray();
  writer.EndObject();
}

}  // namespace

std::string VerifyReportJson(const VerifyReport& report) {
  using enum suite::Outcome;
  std::string out;
  {
    Writer writer(out);
    writer.StartObject();
    Member(writer, "apiVersion", "portcullis.dev/v1alpha1");
    Member(writer, "kind", "VerifyReport");
    writer.Key("suites");
    writer.StartArray();
    for (const suite::SuiteResult& result : report.suites) WriteSuite(writer, result);
    writer.EndArray();
    writer.Key("summary");
    writer.StartObject();
    const auto counts = report.CountByOutcome();
    for (const suite::Outcome outcome : {kPass, kFail, kUnknown}) {
      Member(writer, ToString(outcome), counts[static_cast<std::size_t>(outcome)]);
    }
    writer.EndObject();
    writer.EndObject();
  }
  return out + '\n';
}

}  // namespace portcullis::report
