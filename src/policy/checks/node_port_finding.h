#pragma once

#include <string_view>

#include "policy/check_input.h"
#include "policy/port_question.h"

namespace portcullis::policy {

ObjectRef RefTo(const cluster::Service& service);

// A finding about one node port of a Service, what it says still to be given.
Finding MakeNodePortFinding(const ServiceInput& input, const NodePort& port,
                            std::string_view requirement);

// Adds what a failed answer shows: nodes, witness, deciding rule.
void AddAnswer(const PortAnswer& answer, Finding& finding);

// "12/14 nodes"
message::Text DescribeNodes(const NodeNames& nodes);

// "anywhere" where the remotes are all that the Service's families have.
message::Text DescribeRemotes(const secgroup::AddressSet& remotes, const Clients& clients);

}  // namespace portcullis::policy
