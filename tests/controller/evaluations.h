#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "policy/finding.h"

// Short forms to write evaluations in tests.
namespace portcullis::controller {

inline policy::ObjectRef ServiceRef(std::string namespace_name, std::string name) {
  return {policy::ObjectRef::Kind::kService, std::move(namespace_name), std::move(name)};
}

inline policy::ObjectRef NodeRef(std::string name) {
  return {policy::ObjectRef::Kind::kNode, "", std::move(name)};
}

inline policy::ObjectRef GroupRef(std::string id) {
  return {policy::ObjectRef::Kind::kSecurityGroup, "", std::move(id)};
}

// Says "<check>: port <port>; change it".
inline policy::Finding FindingOf(std::string_view check, policy::ObjectRef object,
                                 policy::Severity severity = policy::Severity::kHigh,
                                 std::string port = "30080") {
  policy::Finding finding;
  finding.check = check;
  finding.severity = severity;
  finding.action =
      severity == policy::Severity::kInfo ? policy::Action::kAudit : policy::Action::kWarn;
  finding.object = std::move(object);
  finding.say = {"{check}: port {port}"_msg, "change it"_msg, "change it"_msg};
  finding.places = {{"check", std::string(check)}, {"port", port}};
  finding.key.protocol = "tcp";
  finding.key.port = std::move(port);
  return finding;
}

inline policy::NotEvaluated NotEvaluatedOf(std::string_view check, policy::ObjectRef object,
                                           policy::Reason reason = policy::Reason::kFactsStale) {
  return {check, std::move(object), reason, {"the facts are stale"_msg, {}}, std::nullopt};
}

}  // namespace portcullis::controller
