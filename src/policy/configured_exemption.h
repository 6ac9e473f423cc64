#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/finding.h"

namespace portcullis::policy {

// The objects that an exemption is about: "Service/namespace/name", "SecurityGroup/sg-base"; a part may
// be "*", which any text fits, and none.
class ObjectPattern {
 public:
  // What Parse takes, as a regular expression of ECMA-262.
  static constexpr std::string_view kForm =
      R"(^((Service|\*)/([^/*]+|\*)/([^/*]+|\*)|(Node|SecurityGroup|Instance|Cluster|\*)/([^/*]+|\*))$)";

  // Fails with kInvalidArgument, saying what would be accepted.
  static Result<ObjectPattern> Parse(std::string_view text);

  bool Matches(const ObjectRef& object) const;

 private:
  ObjectPattern() = default;

  // "*": any.
  std::string kind_;
  std::string namespace_name_;
  std::string name_;
};

// An entry of `exemptions` of the PortcullisConfig document: what an administrator takes out of account.
// It holds whatever the check's `exemptible` says.
struct ConfiguredExemption {
  std::string check;
  ObjectPattern object;
  std::string requirement;  // row of the recommended practice; empty: any
  std::string reason;
  std::optional<std::chrono::sys_days> last_day;  // in UTC; absent: without end

  bool Covers(const Finding& finding) const;
  bool HasEnded(std::chrono::system_clock::time_point now) const;
  std::string until() const;  // "2026-12-31"; empty: without end
};

}  // namespace portcullis::policy
