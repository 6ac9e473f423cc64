#pragma once

#include "cluster/facts.h"
#include "message/text.h"

namespace portcullis::plan {

// Why the cloud would refuse a group's rules for their number: more than the limits' rules in one
// direction, or more expanded rules in both. Empty if it would not. A template that is not known
// counts as one rule.
message::Text QuotaProblem(const cluster::Facts& facts, const secgroup::GroupId& group);

}  // namespace portcullis::plan
