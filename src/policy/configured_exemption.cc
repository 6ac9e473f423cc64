#include "policy/configured_exemption.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/quoted.h"
#include "base/rfc3339.h"
#include "base/suggestion.h"

namespace portcullis::policy {
namespace {

constexpr std::string_view kAny = "*";
constexpr std::string_view kService = "Service";
constexpr std::array<std::string_view, 5> kKinds = {"Service", "Node", "SecurityGroup", "Instance",
                                                    "Cluster"};

std::vector<std::string_view> SplitAtSlashes(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/')) {
    parts.push_back(text.substr(0, slash));
    text.remove_prefix(slash + 1);
  }
  parts.push_back(text);
  return parts;
}

// A whole name or a whole "*".
bool IsPart(std::string_view part) {
  return part == kAny || (!part.empty() && part.find('*') == std::string_view::npos);
}

bool Fits(std::string_view text, std::string_view part) { return part == kAny || part == text; }

tl::unexpected<Error> UnknownKind(std::string_view kind) {
  const auto meant = Closest(kind, kKinds);
  return InvalidArgument(Quoted(kind) + " is no kind of object; " +
                         (meant ? "did you mean " + std::string(*meant) + "?"
                                : "use Service, Node, SecurityGroup, Instance, Cluster or *"));
}

}  // namespace

Result<ObjectPattern> ObjectPattern::Parse(std::string_view text) {
  const std::vector<std::string_view> parts = SplitAtSlashes(text);
  if (parts.size() < 2 || parts.size() > 3 || !std::all_of(parts.begin(), parts.end(), IsPart)) {
    return InvalidArgument(Quoted(text) +
                           " is no object; use Kind/name, or Service/namespace/name, where a part "
                           "may be *");
  }
  const std::string_view kind = parts.front();
  if (kind != kAny && std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end()) {
    return UnknownKind(kind);
  }
  const bool has_namespace = parts.size() == 3;
  if (kind != kAny && has_namespace != (kind == kService)) {
    return InvalidArgument(
        Quoted(text) + (has_namespace ? " has a namespace, which only Services have; use " +
                                            std::string(kind) + "/name"
                                      : " names no namespace; use Service/namespace/name"));
  }
  ObjectPattern pattern;
  pattern.kind_ = kind;
  pattern.namespace_name_ = has_namespace ? parts[1] : "";
  pattern.name_ = parts.back();
  return pattern;
}

bool ObjectPattern::Matches(const ObjectRef& object) const {
  return Fits(ToString(object.kind), kind_) && Fits(object.namespace_name, namespace_name_) &&
         Fits(object.name, name_);
}

bool ConfiguredExemption::Covers(const Finding& finding) const {
  return finding.check == check && (requirement.empty() || finding.requirement == requirement) &&
         object.Matches(finding.object);
}

bool ConfiguredExemption::HasEnded(std::chrono::system_clock::time_point now) const {
  // In days, as the clock's nanoseconds end in 2262.
  return last_day && std::chrono::floor<std::chrono::days>(now) > *last_day;
}

std::string ConfiguredExemption::until() const { return last_day ? FormatDay(*last_day) : ""; }

}  // namespace portcullis::policy
