#pragma once

#include "json/field.h"
#include "secgroup/rule.h"

namespace portcullis::facts {

// Reads a SecurityGroupPolicySet, the answer of DescribeSecurityGroupPolicies. Mistakes are added to
// the field's errors. Source: Tencent Cloud API vpc 2017-03-12, SecurityGroupPolicySet.
secgroup::RuleSet ReadRuleSet(const json::Field& policy_set);

}  // namespace portcullis::facts
