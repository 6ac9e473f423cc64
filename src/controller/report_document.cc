#include "controller/report_document.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "json/reader.h"
#include "json/writer.h"
#include "policy/finding.h"
#include "report/fingerprint.h"
#include "report/json_member.h"
#include "report/object_json.h"

namespace portcullis::controller {
namespace {

using json::Writer;
using policy::Action;
using policy::ObjectRef;
using report::Member;
using State = LedgerEntry::State;

constexpr std::string_view kDigestKey = "portcullis.dev/results-digest";
constexpr std::string_view kLeftOutKey = "portcullis.dev/results-left-out";

bool ComesBefore(const Report::Result& a, const Report::Result& b) {
  if (a.entry->state != b.entry->state) return a.entry->state < b.entry->state;
  if (a.entry->severity != b.entry->severity) return a.entry->severity > b.entry->severity;
  const auto rank = [](const Report::Result& result) {
    return std::tie(result.entry->check, result.object->kind, result.object->name,
                    result.entry->fingerprint);
  };
  return rank(a) < rank(b);
}

std::string_view ResultOf(const LedgerEntry& entry) {
  switch (entry.state) {
    case State::kFinding:
      return entry.action == Action::kDeny ? "fail" : "warn";
    case State::kNotEvaluated:
      return "error";
    case State::kExempted:
      return "skip";
  }
  return "error";
}

std::size_t& CountOf(const LedgerEntry& entry, Report::Summary& summary) {
  switch (entry.state) {
    case State::kFinding:
      return entry.action == Action::kDeny ? summary.fail : summary.warn;
    case State::kNotEvaluated:
      return summary.error;
    case State::kExempted:
      return summary.skip;
  }
  return summary.error;
}

void WriteMetadata(Writer& writer, const Report& report, std::string_view digest) {
  writer.Key("metadata");
  writer.StartObject();
  Member(writer, "name", kReportName);
  if (!report.namespace_name.empty()) Member(writer, "namespace", report.namespace_name);
  writer.Key("labels");
  writer.StartObject();
  const auto equals = kReportSelector.find('=');
  Member(writer, kReportSelector.substr(0, equals), kReportSelector.substr(equals + 1));
  writer.EndObject();
  writer.Key("annotations");
  writer.StartObject();
  Member(writer, kDigestKey, digest);
  if (report.left_out > 0) Member(writer, kLeftOutKey, std::to_string(report.left_out));
  writer.EndObject();
  writer.EndObject();
}

void WriteSummary(Writer& writer, const Report::Summary& summary) {
  writer.Key("summary");
  writer.StartObject();
  Member(writer, "pass", 0);
  Member(writer, "fail", summary.fail);
  Member(writer, "warn", summary.warn);
  Member(writer, "error", summary.error);
  Member(writer, "skip", summary.skip);
  writer.EndObject();
}

void WriteResource(Writer& writer, const ObjectRef& object) {
  writer.Key("resources");
  writer.StartArray();
  writer.StartObject();
  report::WriteObjectMembers(writer, object);
  writer.EndObject();
  writer.EndArray();
}

void WriteResult(Writer& writer, const Report::Result& result, const ResultTimes& times,
                 std::int64_t now) {
  const LedgerEntry& entry = *result.entry;
  const std::string id = report::ToHex(entry.fingerprint);
  const auto time = times.find(id);
  writer.StartObject();
  Member(writer, "source", kReportName);
  Member(writer, "policy", entry.check);
  if (!entry.requirement.empty()) Member(writer, "rule", entry.requirement);
  Member(writer, "result", ResultOf(entry));
  if (entry.state != State::kNotEvaluated) Member(writer, "severity", ToString(entry.severity));
  Member(writer, "message", entry.text);
  writer.Key("timestamp");
  writer.StartObject();
  Member(writer, "seconds", time == times.end() ? now : time->second);
  Member(writer, "nanos", 0);
  writer.EndObject();
  WriteResource(writer, *result.object);
  writer.Key("properties");
  writer.StartObject();
  Member(writer, "resultID", id);
  if (entry.state == State::kFinding) Member(writer, "action", ToString(entry.action));
  if (entry.state == State::kNotEvaluated) Member(writer, "reason", ToString(entry.reason));
  writer.EndObject();
  writer.EndObject();
}

// The value at the end of a chain of keys, or null.
const json::Value* Find(const json::Value& value, std::initializer_list<std::string_view> keys) {
  const json::Value* found = &value;
  for (const std::string_view key : keys) {
    found = found->Find(key);
    if (found == nullptr) return nullptr;
  }
  return found;
}

std::string TextOf(const json::Value& value, std::initializer_list<std::string_view> keys) {
  const json::Value* found = Find(value, keys);
  return found == nullptr ? std::string() : std::string(found->Text());
}

}  // namespace

Report::Report(std::string of_namespace, std::vector<std::shared_ptr<const ObjectEntries>> held)
    : namespace_name(std::move(of_namespace)), objects(std::move(held)) {
  for (const auto& object : objects) {
    for (const LedgerEntry& entry : object->entries) {
      results.push_back({&object->object, &entry});
      ++CountOf(entry, summary);
    }
  }
  const std::size_t kept = std::min(results.size(), kMaxResults);
  left_out = results.size() - kept;
  std::partial_sort(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(kept),
                    results.end(), ComesBefore);
  results.resize(kept);
}

std::string DigestOf(const Report& report, const ReportApi& api) {
  return report::ToHex(report::ShortDigest(WriteReport(report, api, "", {}, {})));
}

std::string WriteReport(const Report& report, const ReportApi& api, std::string_view digest,
                        const ResultTimes& times, std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::string out;
  Writer writer(out);
  writer.StartObject();
  Member(writer, "apiVersion", api.group_version);
  Member(writer, "kind", report.namespace_name.empty() ? api.cluster_kind : api.kind);
  WriteMetadata(writer, report, digest);
  if (api.has_source) Member(writer, "source", kReportName);
  WriteSummary(writer, report.summary);
  writer.Key("results");
  writer.StartArray();
  for (const Report::Result& result : report.results) WriteResult(writer, result, times, seconds);
  writer.EndArray();
  writer.EndObject();
  return out;
}

ResultTimes ReadResultTimes(std::string report) {
  ResultTimes times;
  const auto document = json::ParseJson(std::move(report));
  const json::Value* results = document ? document->root().Find("results") : nullptr;
  if (results == nullptr) return times;
  for (const json::Value& result : results->Elements()) {
    const json::Value* seconds = Find(result, {"timestamp", "seconds"});
    const auto time = seconds == nullptr ? std::nullopt : seconds->AsInt64();
    if (time) times.emplace(TextOf(result, {"properties", "resultID"}), *time);
  }
  return times;
}

std::optional<ReportPage> ReadReportPage(std::string list) {
  const auto document = json::ParseJson(std::move(list));
  const json::Value* items = document ? document->root().Find("items") : nullptr;
  if (items == nullptr) return std::nullopt;
  ReportPage page;
  for (const json::Value& item : items->Elements()) {
    if (TextOf(item, {"metadata", "name"}) != kReportName) continue;
    page.digests.emplace(TextOf(item, {"metadata", "namespace"}),
                         TextOf(item, {"metadata", "annotations", kDigestKey}));
  }
  page.next = TextOf(document->root(), {"metadata", "continue"});
  return page;
}

}  // namespace portcullis::controller
