#pragma once

#include <string>

#include "cluster/facts.h"
#include "message/language.h"
#include "policy/named_list.h"
#include "report/packet_text.h"
#include "report/paint.h"
#include "secgroup/decision.h"
#include "secgroup/rule_list.h"

namespace portcullis::report {

// A packet's verdict for people: the packet, each group in order, the rule that decides as the cloud
// wrote it, and the rules that match in all but one of protocol, port and remote.
std::string ExplanationText(const cluster::Facts& facts, const policy::NamedLists::Named& named,
                            const secgroup::RuleList& list, const DirectedPacket& packet,
                            const Paint& paint, message::Language language);

}  // namespace portcullis::report
