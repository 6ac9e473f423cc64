#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"

// A plan as what people run.
namespace portcullis::report {

// A line for a POSIX shell a change, in the order in which they are to be run. Each names the
// version of the rules that it is made for, where that is known, so that the cloud refuses it once
// they have moved. ModifySecurityGroupPolicies is not among the calls: with version 0 it clears the
// group. Source: CreateSecurityGroupPolicies and DeleteSecurityGroupPolicies of the VPC API,
// 215/15807, 215/15809.
std::vector<std::string> TccliCommands(const plan::Plan& plan);

// The whole tencentcloud_security_group_rule_set of each group that changes, since that resource
// owns the rules of its group; empty where none does.
std::string Terraform(const plan::Plan& plan);

}  // namespace portcullis::report
