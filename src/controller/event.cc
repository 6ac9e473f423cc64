#include "controller/event.h"

#include <array>
#include <cstddef>
#include <utility>

#include "base/rfc3339.h"
#include "base/utf8.h"
#include "json/writer.h"
#include "report/fingerprint.h"
#include "report/json_member.h"

namespace portcullis::controller {
namespace {

using policy::ObjectRef;
using report::Member;

// Source: validation of events.k8s.io/v1.
constexpr std::size_t kMaxNote = 1024;
constexpr std::size_t kMaxInstance = 128;
constexpr std::size_t kMaxName = 253;  // DNS subdomain, RFC 1123

constexpr std::string_view kController = "portcullis.dev/controller";
constexpr std::string_view kDigestSeparator = "\x1f";

// Words of check ids that Kubernetes writes otherwise than with one capital.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSpellings = {{
    {"nodeport", "NodePort"},
    {"ip", "IP"},
    {"eni", "ENI"},
}};

std::string Capitalized(std::string_view word) {
  for (const auto& [written, wanted] : kSpellings) {
    if (word == written) return std::string(wanted);
  }
  std::string capitalized(word);
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') {
    capitalized[0] = static_cast<char>(word[0] - 'a' + 'A');
  }
  return capitalized;
}

// At most `max` bytes of UTF-8, no code point halved.
std::string_view Cut(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && !StartsCodePoint(text[max])) --max;
  return text.substr(0, max);
}

// "<object>.<16 hex digits>", the object's name cut where that is too long; what is before a dot in
// a DNS subdomain ends with a letter or a digit.
std::string NameOf(const ObjectRef& object, std::uint64_t digest) {
  const std::string suffix = "." + report::ToHex(digest);
  std::string_view name = std::string_view(object.name).substr(0, kMaxName - suffix.size());
  while (name.ends_with('.') || name.ends_with('-')) name.remove_suffix(1);
  return std::string(name) + suffix;
}

}  // namespace

std::uint64_t DigestOf(const Change& change, std::string_view uid) {
  std::string text = report::ToHex(change.entry.fingerprint);
  text += kDigestSeparator;
  text += change.kind == Change::Kind::kResolved ? "resolved" : "opened";
  text += kDigestSeparator;
  text += uid;
  return report::ShortDigest(text);
}

Event EventOf(const Change& change, std::string uid) {
  const bool is_resolved = change.kind == Change::Kind::kResolved;
  const bool is_normal = is_resolved || change.entry.severity == policy::Severity::kInfo;
  const bool is_namespaced = change.object.kind == ObjectRef::Kind::kService;
  Event event;
  // A Node has no namespace; kubectl looks for its events in this one.
  event.namespace_name = is_namespaced ? change.object.namespace_name : "default";
  event.name = NameOf(change.object, DigestOf(change, uid));
  event.reason = ReasonOf(change.entry.check) + (is_resolved ? "Resolved" : "");
  event.type = is_normal ? "Normal" : "Warning";
  event.note = Cut(change.note, kMaxNote);
  event.regarding = change.object;
  event.uid = std::move(uid);
  return event;
}

std::string ReasonOf(std::string_view check) {
  std::string reason;
  while (!check.empty()) {
    const auto hyphen = std::min(check.find('-'), check.size());
    reason += Capitalized(check.substr(0, hyphen));
    check.remove_prefix(std::min(hyphen + 1, check.size()));
  }
  return reason;
}

std::string WriteEvent(const Event& event, std::string_view instance,
                       std::chrono::system_clock::time_point now) {
  std::string out;
  json::Writer writer(out);
  writer.StartObject();
  Member(writer, "apiVersion", "events.k8s.io/v1");
  Member(writer, "kind", "Event");
  writer.Key("metadata");
  writer.StartObject();
  Member(writer, "name", event.name);
  Member(writer, "namespace", event.namespace_name);
  writer.EndObject();
  Member(writer, "eventTime", FormatMicroTime(now));
  Member(writer, "reportingController", kController);
  Member(writer, "reportingInstance", Cut(instance, kMaxInstance));
  Member(writer, "action", "Check");
  Member(writer, "reason", event.reason);
  Member(writer, "type", event.type);
  Member(writer, "note", event.note);
  writer.Key("regarding");
  writer.StartObject();
  Member(writer, "apiVersion", "v1");
  Member(writer, "kind", ToString(event.regarding.kind));
  if (!event.regarding.namespace_name.empty()) {
    Member(writer, "namespace", event.regarding.namespace_name);
  }
  Member(writer, "name", event.regarding.name);
  if (!event.uid.empty()) Member(writer, "uid", event.uid);
  writer.EndObject();
  writer.EndObject();
  return out;
}

std::string WriteSeries(std::int64_t count, std::chrono::system_clock::time_point now) {
  std::string out;
  json::Writer writer(out);
  writer.StartObject();
  writer.Key("series");
  writer.StartObject();
  writer.Key("count");
  writer.Int(count);
  Member(writer, "lastObservedTime", FormatMicroTime(now));
  writer.EndObject();
  writer.EndObject();
  return out;
}

}  // namespace portcullis::controller
