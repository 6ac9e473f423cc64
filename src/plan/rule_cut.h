#pragma once

#include <vector>

#include "message/text.h"
#include "secgroup/packet_set.h"
#include "secgroup/rule.h"

// Sets of packets as rules that the cloud takes: one protocol or ALL, ports as a run or as single
// ports with commas, one CIDR block. Source: CreateSecurityGroupPolicies of the VPC API, 215/15807.
namespace portcullis::plan {

// Rules that accept a set and, but for port 0, nothing else; in order of protocol, ports and
// remotes. A rule for ALL protocols stands for what is there for every protocol and its ports
// 1-65535.
struct RuleCut {
  std::vector<secgroup::Rule> rules;
  message::Text problem;  // why no rules can say it; empty if they can
};
RuleCut CutToRules(const secgroup::PacketSet& packets);

// The set, and port 0 of the remotes for which it takes a rule for ALL protocols.
secgroup::PacketSet BoxOf(const secgroup::PacketSet& packets);

// What a rule without references matches. REQUIRES: it names no template and no group.
secgroup::PacketSet PacketsOf(const secgroup::Rule& rule);

// Whether two rules do the same to the same packets by the same means, so that the cloud refuses
// one as a repetition of the other.
bool AreSame(const secgroup::Rule& a, const secgroup::Rule& b);

}  // namespace portcullis::plan
