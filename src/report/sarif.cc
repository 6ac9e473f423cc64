#include "report/sarif.h"

#include <filesystem>

#include "policy/wording.h"
#include "report/fingerprint.h"
#include "report/json_member.h"
#include "report/names.h"

namespace portcullis::report {
namespace {

using json::Writer;
using message::Language;
using policy::Severity;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kInformationUri = "https://portcullis.dev";
constexpr std::string_view kSourceRoot = "%SRCROOT%";

std::string_view LevelOf(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return "error";
    case Severity::kMedium: return "warning";
    case Severity::kLow:
    case Severity::kInfo: return "note";
  }
  return "note";
}

// GitHub's scale, on which critical is above 9.0, high from 7.0, medium from 4.0 and low above 0.0.
std::string_view SecuritySeverityOf(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return "9.5";
    case Severity::kHigh: return "8.0";
    case Severity::kMedium: return "5.5";
    case Severity::kLow: return "2.0";
    case Severity::kInfo: return "0.0";
  }
  return "0.0";
}

// "NodeportNotAdmitted" of "nodeport-not-admitted".
std::string RuleName(std::string_view id) {
  std::string name;
  bool starts_word = true;
  for (const char c : id) {
    if (c == '-') {
      starts_word = true;
      continue;
    }
    name += starts_word && 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  return name;
}

// A path as a URI's (RFC 3986, section 3.3), byte by byte. A colon is escaped too, since what is before
// one in a relative reference would be a scheme.
std::string PathToUri(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~!$&'()*+,;=@/";
  std::string uri;
  for (const char c : path) {
    const bool is_alphanumeric =
        ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
    if (is_alphanumeric || kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return uri;
}

void WriteText(Writer& writer, std::string_view key, std::string_view text) {
  writer.Key(key);
  writer.StartObject();
  Member(writer, "text", text);
  writer.EndObject();
}

class Log {
 public:
  Log(const CheckReport& report, const SarifRun& run, Writer& writer)
      : report_(report), run_(run), writer_(writer) {}

  void Write() {
    writer_.StartObject();
    Member(writer_, "$schema", kSchema);
    Member(writer_, "version", "2.1.0");
    writer_.Key("runs");
    writer_.StartArray();
    writer_.StartObject();
    WriteTool();
    WriteInvocation();
    WriteSourceRoot();
    Member(writer_, "columnKind", "unicodeCodePoints");
    WriteResults();
    writer_.EndObject();
    writer_.EndArray();
    writer_.EndObject();
  }

 private:
  void WriteTool() {
    writer_.Key("tool");
    writer_.StartObject();
    writer_.Key("driver");
    writer_.StartObject();
    Member(writer_, "name", "portcullis");
    Member(writer_, "semanticVersion", run_.version);
    Member(writer_, "informationUri", kInformationUri);
    writer_.Key("rules");
    writer_.StartArray();
    for (const policy::Check& check : policy::AllChecks()) WriteRule(check);
    writer_.EndArray();
    writer_.EndObject();
    writer_.EndObject();
  }

  void WriteRule(const policy::Check& check) {
    const std::string page = std::string(kInformationUri) + "/checks/" + std::string(check.id);
    const std::string title(check.title.english());
    writer_.StartObject();
    Member(writer_, "id", check.id);
    Member(writer_, "name", RuleName(check.id));
    WriteText(writer_, "shortDescription", title + '.');
    WriteText(writer_, "fullDescription",
              title + ". Judged for every " + std::string(policy::ObjectOf(check)) + '.');
    WriteText(writer_, "help",
              title + ". Why it matters, how to fix it and how to exempt it: " + page);
    Member(writer_, "helpUri", page);
    writer_.Key("defaultConfiguration");
    writer_.StartObject();
    Member(writer_, "level", LevelOf(check.severity));
    writer_.EndObject();
    writer_.Key("properties");
    writer_.StartObject();
    Member(writer_, "tags", std::vector<std::string>{"security"});
    Member(writer_, "security-severity", SecuritySeverityOf(check.severity));
    writer_.EndObject();
    writer_.EndObject();
  }

  void WriteInvocation() {
    writer_.Key("invocations");
    writer_.StartArray();
    writer_.StartObject();
    writer_.Key("executionSuccessful");
    writer_.Bool(true);
    writer_.Key("toolExecutionNotifications");
    writer_.StartArray();
    for (const policy::NotEvaluated& entry : report_.evaluation.not_evaluated) {
      WriteNotification(entry);
    }
    writer_.EndArray();
    writer_.EndObject();
    writer_.EndArray();
  }

  void WriteNotification(const policy::NotEvaluated& entry) {
    writer_.StartObject();
    writer_.Key("descriptor");
    writer_.StartObject();
    Member(writer_, "id", ToString(entry.reason));
    writer_.EndObject();
    writer_.Key("associatedRule");
    writer_.StartObject();
    Member(writer_, "id", entry.check);
    Member(writer_, "index", RuleIndex(entry.check));
    writer_.EndObject();
    Member(writer_, "level", "warning");
    WriteText(writer_, "message",
              std::string(entry.check) + " was not evaluated for " + NameOf(entry.object) + ": " +
                  Render(entry.why, Language::kEnglish) + '.');
    writer_.Key("locations");
    writer_.StartArray();
    writer_.StartObject();
    WriteLogicalLocation(entry.object);
    writer_.EndObject();
    writer_.EndArray();
    writer_.EndObject();
  }

  // Without a URI, which is another on every machine.
  void WriteSourceRoot() {
    writer_.Key("originalUriBaseIds");
    writer_.StartObject();
    writer_.Key(kSourceRoot);
    writer_.StartObject();
    WriteText(writer_, "description", "The folder that portcullis was run in.");
    writer_.EndObject();
    writer_.EndObject();
  }

  void WriteResults() {
    writer_.Key("results");
    writer_.StartArray();
    for (const policy::Finding& finding : report_.evaluation.findings) {
      WriteResult(finding, nullptr);
    }
    for (const policy::Exempted& exempted : report_.evaluation.exempted) {
      WriteResult(exempted.finding, &exempted);
    }
    writer_.EndArray();
  }

  void WriteResult(const policy::Finding& finding, const policy::Exempted* exempted) {
    writer_.StartObject();
    Member(writer_, "ruleId", finding.check);
    Member(writer_, "ruleIndex", RuleIndex(finding.check));
    Member(writer_, "level", LevelOf(finding.severity));
    WriteText(writer_, "message", MessageOf(finding));
    WriteLocations(finding);
    writer_.Key("partialFingerprints");
    writer_.StartObject();
    Member(writer_, "portcullis/v1", Fingerprint(finding));
    writer_.EndObject();
    if (report_.baseline) {
      Member(writer_, "baselineState", report_.IsKnown(finding) ? "unchanged" : "new");
    }
    WriteSuppressions(exempted);
    writer_.Key("properties");
    writer_.StartObject();
    Member(writer_, "severity", ToString(finding.severity));
    Member(writer_, "action", ToString(finding.action));
    if (!finding.requirement.empty()) Member(writer_, "requirement", finding.requirement);
    writer_.EndObject();
    writer_.EndObject();
  }

  static std::string MessageOf(const policy::Finding& finding) {
    std::string text = policy::MessageOf(finding, Language::kEnglish);
    if (finding.decided_by) {
      text += ", by " + NameOf(*finding.decided_by);
      if (!finding.decided_by->text.empty()) text += ": " + finding.decided_by->text;
    }
    return text + ". To fix it: " + policy::FixOf(finding, Language::kEnglish) + '.';
  }

  // Once any result of a run has the key, all need it (section 3.27.23): an empty array says that this
  // one is not suppressed.
  void WriteSuppressions(const policy::Exempted* exempted) {
    writer_.Key("suppressions");
    writer_.StartArray();
    if (exempted != nullptr) {
      const bool is_annotation = !exempted->finding.source_file.empty();
      writer_.StartObject();
      Member(writer_, "kind", is_annotation ? "inSource" : "external");
      Member(writer_, "status", "accepted");
      Member(writer_, "justification", exempted->reason);
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  void WriteLocations(const policy::Finding& finding) {
    writer_.Key("locations");
    writer_.StartArray();
    writer_.StartObject();
    if (!finding.source_file.empty()) {
      WritePhysicalLocation(finding.source_file, &finding.source);
    } else if (report_.facts) {
      WritePhysicalLocation(report_.facts->file, nullptr);
    }
    WriteLogicalLocation(finding.object);
    writer_.EndObject();
    writer_.EndArray();
  }

  void WritePhysicalLocation(const std::string& file, const cluster::SourcePosition* position) {
    namespace fs = std::filesystem;
    const fs::path folder(run_.folder);
    const fs::path path = (folder / (file == "-" ? "stdin" : file)).lexically_normal();
    const fs::path relative = path.lexically_relative(folder);
    const bool is_below = !relative.empty() && *relative.begin() != "..";
    writer_.Key("physicalLocation");
    writer_.StartObject();
    writer_.Key("artifactLocation");
    writer_.StartObject();
    if (is_below) {
      Member(writer_, "uri", PathToUri(relative.generic_string()));
      Member(writer_, "uriBaseId", kSourceRoot);
    } else {
      Member(writer_, "uri", "file://" + PathToUri(path.generic_string()));
    }
    writer_.EndObject();
    if (position != nullptr) {
      writer_.Key("region");
      writer_.StartObject();
      Member(writer_, "startLine", position->line);
      Member(writer_, "startColumn", position->column);
      writer_.EndObject();
    }
    writer_.EndObject();
  }

  void WriteLogicalLocation(const policy::ObjectRef& object) {
    std::string full_name(ToString(object.kind));
    if (!object.namespace_name.empty()) full_name += '/' + object.namespace_name;
    writer_.Key("logicalLocations");
    writer_.StartArray();
    writer_.StartObject();
    Member(writer_, "name", object.name);
    Member(writer_, "fullyQualifiedName", full_name + '/' + object.name);
    Member(writer_, "kind", "resource");
    writer_.EndObject();
    writer_.EndArray();
  }

  static std::size_t RuleIndex(std::string_view id) {
    return static_cast<std::size_t>(policy::FindCheck(id) - policy::AllChecks().data());
  }

  const CheckReport& report_;
  const SarifRun& run_;
  Writer& writer_;
};

}  // namespace

std::string CheckReportSarif(const CheckReport& report, const SarifRun& run) {
  std::string out;
  {
    Writer writer(out);
    Log(report, run, writer).Write();
  }
  return out + '\n';
}

}  // namespace portcullis::report
