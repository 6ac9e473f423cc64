#pragma once

// Random clouds and packets. Addresses and ports are clustered, so that blocks overlap, and packets
// are drawn from the edges of blocks and ranges, so that every verdict is frequent. Everything
// generated is readable by the rules of the CloudFacts document, and no list has more than a dozen
// sets with unknown members, which bounds what the oracle has to try.

#include <random>
#include <string>
#include <vector>

#include "tests/oracle/facts.h"
#include "tests/oracle/packet.h"

namespace portcullis::oracle {

using Random = std::mt19937_64;

// Facts, the ordered group lists to ask about, and what packets to them are made of. Instance i of
// the facts has list i; a list may name a group that the facts do not hold.
struct Scenario {
  Facts facts;
  std::vector<std::vector<std::string>> lists;
  std::vector<std::string> ipv4_remotes;
  std::vector<std::string> ipv6_remotes;
  std::vector<int> ports;
};

struct ScenarioSize {
  int lists;      // at least 1
  int max_rules;  // of one direction of one group
};

Scenario MakeScenario(Random& random, ScenarioSize size);

// The same cloud some time later: rules moved, deleted, turned round or come to nothing known, templates
// lost, lists in another order. Instance i has list i of either.
Scenario MakeLaterScenario(Random& random, const Scenario& scenario);

Packet MakePacket(Random& random, const Scenario& scenario);

// Blocks of the addresses 10.0.0.0/28 and 2001:db8::1:0:0/124, ports 0 to 7, and everything.
Scenario MakeTinyScenario(Random& random, ScenarioSize size);

// Every packet of the tiny universe: each of its addresses and ports and one of either outside.
std::vector<Packet> TinyPackets();

}  // namespace portcullis::oracle
