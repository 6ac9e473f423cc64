// Plans for random clouds, judged packet by packet by the oracle, which shares no code with the
// engine that proved them: it reads the rules as they were and as the plan's changes leave them.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "facts/facts_reader.h"
#include "plan/plan.h"
#include "tests/oracle/document.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"

namespace portcullis::plan {
namespace {

using oracle::Packet;
using oracle::Protocol;
using oracle::Random;
using oracle::Scenario;
using oracle::Verdict;

// What a row of the recommended practice asks for, in words.
struct Row {
  std::string id;
  oracle::Direction direction;
  std::vector<Protocol> protocols;
  int first_port;
  int last_port;
  std::vector<std::string> remotes;
  bool has_port_zero;  // which a rule for ALL protocols lets in beside the ports

  bool Contains(const Packet& packet) const {
    if (packet.direction != direction ||
        std::find(protocols.begin(), protocols.end(), packet.protocol) == protocols.end()) {
      return false;
    }
    if (oracle::HasPorts(packet.protocol) && !(has_port_zero && packet.port == 0) &&
        (packet.port < first_port || packet.port > last_port)) {
      return false;
    }
    return std::any_of(remotes.begin(), remotes.end(), [&](const std::string& remote) {
      return oracle::AddressItem(remote).Contains(oracle::AddressBits(packet.remote));
    });
  }
};

const std::vector<Protocol> kAll = {Protocol::kTcp,    Protocol::kUdp, Protocol::kIcmp,
                                    Protocol::kIcmpv6, Protocol::kGre, Protocol::kOther};

// The networks and node ports of a random cluster, and what its rows ask for.
struct Wanted {
  std::vector<std::string> nodes;
  std::vector<std::string> pods;
  std::vector<std::string> clients;
  int first_port;
  int last_port;
  std::vector<Row> rows;
};

std::string PickBlock(Random& random, const Scenario& scenario) {
  const std::vector<std::string> blocks = {"10.0.0.0/28",        "10.0.0.0/20",    "10.0.8.0/21",
                                           "10.0.0.16/28",       "203.0.113.0/24", "128.0.0.0/1",
                                           "2001:db8::1:0:0/116"};
  const bool is_one = random() % 3 == 0;
  return is_one ? scenario.ipv4_remotes[random() % scenario.ipv4_remotes.size()]
                : blocks[random() % blocks.size()];
}

// The private addresses of the instances that make up the cluster.
std::vector<std::string> NodeAddresses(const Scenario& scenario) {
  const auto& instances = scenario.facts.instances;
  const bool has_names = std::any_of(instances.begin(), instances.end(),
                                     [](const auto& i) { return !i.node_name.empty(); });
  std::vector<std::string> addresses;
  for (const oracle::Instance& instance : instances) {
    if (has_names && instance.node_name.empty()) continue;
    addresses.insert(addresses.end(), instance.private_addresses.begin(),
                     instance.private_addresses.end());
  }
  return addresses;
}

Wanted MakeWanted(Random& random, const Scenario& scenario) {
  using enum oracle::Direction;
  Wanted wanted;
  wanted.nodes = {PickBlock(random, scenario)};
  wanted.pods = {PickBlock(random, scenario), PickBlock(random, scenario)};
  wanted.clients = {PickBlock(random, scenario), PickBlock(random, scenario)};
  const auto [first, last] = std::minmax(scenario.ports[random() % scenario.ports.size()],
                                         scenario.ports[random() % scenario.ports.size()]);
  wanted.first_port = std::max(first, 1);
  wanted.last_port = std::max(last, 1);
  std::vector<std::string> nodes = NodeAddresses(scenario);
  nodes.insert(nodes.end(), wanted.nodes.begin(), wanted.nodes.end());
  std::vector<std::string> both = nodes;
  both.insert(both.end(), wanted.pods.begin(), wanted.pods.end());
  std::vector<std::string> clients;
  std::copy_if(wanted.clients.begin(), wanted.clients.end(), std::back_inserter(clients),
               [](const std::string& c) { return c.find(':') == std::string::npos; });
  wanted.rows = {
      {"N1", kIngress, kAll, 1, 65535, wanted.pods, true},
      {"N2", kIngress, kAll, 1, 65535, nodes, true},
      {"N4", kIngress, {Protocol::kTcp}, wanted.first_port, wanted.last_port, clients, false},
      {"N5", kIngress, {Protocol::kUdp}, wanted.first_port, wanted.last_port, clients, false},
      {"N6", kIngress, {Protocol::kIcmp}, 0, 65535, {"0.0.0.0/0"}, false},
      {"N7", kEgress, kAll, 1, 65535, both, true},
  };
  return wanted;
}

secgroup::AddressSet AddressesOf(const std::vector<std::string>& texts) {
  std::vector<secgroup::AddressRange> ranges;
  for (const std::string& text : texts) {
    ranges.push_back(secgroup::AddressRange::ParseBlock(text).value());
  }
  return secgroup::AddressSet(ranges);
}

PlanInput InputOf(const Scenario& scenario, const Wanted& wanted) {
  auto facts = std::make_shared<cluster::Facts>(
      facts::ReadFacts(oracle::FactsDocument(scenario.facts), "facts.json").value());
  facts->network.nodes = AddressesOf(wanted.nodes);
  facts->network.containers = AddressesOf(wanted.pods);
  PlanInput input;
  input.facts = std::move(facts);
  input.settings.expectations.node_port_range = {static_cast<std::uint16_t>(wanted.first_port),
                                                 static_cast<std::uint16_t>(wanted.last_port)};
  input.settings.expectations.node_port_clients = AddressesOf(wanted.clients);
  return input;
}

// The rules after a plan's changes, made one by one at the places that it names.
oracle::Facts Make(oracle::Facts facts, const Plan& plan) {
  for (const Change& change : plan.changes) {
    const auto group = std::find_if(facts.groups.begin(), facts.groups.end(),
                                    [&](const auto& g) { return g.id == change.group; });
    auto& rules = change.direction == secgroup::Direction::kIngress ? group->policies->ingress
                                                                    : group->policies->egress;
    const auto place = rules.begin() + static_cast<std::ptrdiff_t>(change.index);
    if (change.op == Step::Op::kDelete) {
      rules.erase(place);
      continue;
    }
    const bool is_ipv6 = change.rule.text.remote.find(':') != std::string::npos;
    oracle::Rule rule;
    rule.protocol = change.rule.text.protocol;
    rule.port = change.rule.text.port;
    (is_ipv6 ? rule.ipv6_cidr_block : rule.cidr_block) = change.rule.text.remote;
    rule.action = "ACCEPT";
    rules.insert(place, rule);
  }
  return facts;
}

// A packet that a row asks for, from the edges of its box; nothing if the draw was none.
std::vector<Packet> Draw(Random& random, const Scenario& scenario, const Row& row) {
  Packet packet = oracle::MakePacket(random, scenario);
  packet.direction = row.direction;
  packet.protocol = row.protocols[random() % row.protocols.size()];
  if (random() % 2 == 0) packet.port = random() % 2 == 0 ? row.first_port : row.last_port;
  const auto draw_remote = [&] {
    const std::string& remote = row.remotes[random() % row.remotes.size()];
    return remote.substr(0, remote.find('/'));
  };
  if (!row.remotes.empty() && random() % 2 == 0) packet.remote = draw_remote();
  const bool is_ipv6 = packet.remote.find(':') != std::string::npos;
  if (packet.protocol == Protocol::kIcmp && is_ipv6) return {};
  if (packet.protocol == Protocol::kIcmpv6 && !is_ipv6) return {};
  return {packet};
}

std::string TextOf(const Packet& packet) {
  return std::string(oracle::ToString(packet.direction)) + ' ' + oracle::ToString(packet.protocol) +
         ' ' + std::to_string(packet.port) + ' ' + packet.remote;
}

// Whether a row is repaired on a list: it was a finding, and is neither one nor left unrepaired.
bool IsRepaired(const Plan& plan, const std::string& row, const std::vector<std::string>& list) {
  const auto is_row = [&](const policy::Finding& finding) {
    return finding.requirement == row && finding.groups == list;
  };
  const auto& before = plan.before.findings;
  const auto& after = plan.after.findings;
  return std::any_of(before.begin(), before.end(), is_row) &&
         std::none_of(after.begin(), after.end(), is_row) &&
         std::none_of(plan.unrepaired.begin(), plan.unrepaired.end(),
                      [&](const Unrepaired& u) { return is_row(u.finding); });
}

struct Count {
  int packets = 0;
  int changed = 0;
  int repaired = 0;
  int plans = 0;
  int changes = 0;
};

void Compare(std::uint64_t seed, Count& count) {
  Random random(seed);
  const Scenario scenario = oracle::MakeScenario(random, {3, 6});
  const Wanted wanted = MakeWanted(random, scenario);
  const Plan plan = MakePlan(InputOf(scenario, wanted));
  const oracle::Oracle before(scenario.facts);
  const oracle::Oracle after(Make(scenario.facts, plan));
  count.plans += plan.changes.empty() ? 0 : 1;
  count.changes += static_cast<int>(plan.changes.size());
  for (const auto& list : scenario.lists) {
    for (const Row& row : wanted.rows) {
      const bool is_repaired = IsRepaired(plan, row.id, list);
      for (int i = 0; i < 15; ++i) {
        for (const Packet& packet : Draw(random, scenario, row)) {
          const Verdict was = before.Judge(list, packet).verdict;
          const Verdict is = after.Judge(list, packet).verdict;
          const std::string text = TextOf(packet);
          CAPTURE(seed);
          CAPTURE(text);
          ++count.packets;
          if (was != is) {
            ++count.changed;
            const bool is_wanted = std::any_of(wanted.rows.begin(), wanted.rows.end(),
                                               [&](const Row& r) { return r.Contains(packet); });
            CHECK(is_wanted);
            CHECK(was != Verdict::kAccept);
            // Behind a rule of another list that may drop it, what was dropped may become unknown.
            CHECK(is != Verdict::kDrop);
          }
          if (is_repaired && row.Contains(packet) && packet.port >= row.first_port) {
            ++count.repaired;
            // What was unknown may stay so, for it is no finding.
            CHECK(
                (is == Verdict::kAccept || (is == Verdict::kUnknown && was == Verdict::kUnknown)));
          }
        }
      }
    }
  }
}

// How many clouds, of about 240 packets each; more by hand.
std::uint64_t CloudCount() {
  const char* count = std::getenv("ORACLE_CLOUDS");
  return count == nullptr ? 60 : std::stoull(count);
}

TEST_CASE("plans for random clouds change what they have to and nothing else") {
  Count count;
  for (std::uint64_t seed = 1; seed <= CloudCount(); ++seed) Compare(seed, count);
  MESSAGE(count.plans << " plans with " << count.changes << " changes; " << count.packets
                      << " packets, of which " << count.changed << " change and " << count.repaired
                      << " are repaired");
  // The scenarios are such that plans are made at all.
  CHECK(count.plans > 30);
  CHECK(count.changed > 500);
  CHECK(count.repaired > 500);
}

}  // namespace
}  // namespace portcullis::plan
