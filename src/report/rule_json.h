#pragma once

#include "json/writer.h"
#include "secgroup/rule.h"

namespace portcullis::report {

// The members of a SecurityGroupPolicy, as the cloud's API takes a rule, within an object that the
// caller has opened.
void WriteRuleMembers(json::Writer& writer, const secgroup::Rule& rule);

}  // namespace portcullis::report
