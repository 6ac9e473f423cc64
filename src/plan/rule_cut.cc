#include "plan/rule_cut.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>

namespace portcullis::plan {
namespace {

using secgroup::AddressRange;
using secgroup::AddressSet;
using secgroup::Family;
using secgroup::PacketSet;
using secgroup::PortSet;
using secgroup::Protocol;
using secgroup::Rule;
using secgroup::ServiceSet;

constexpr std::array kFamilies = {Family::kIPv4, Family::kIPv6};

// As the API takes them.
std::string Word(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp:
      return "TCP";
    case Protocol::kUdp:
      return "UDP";
    case Protocol::kIcmp:
      return "ICMP";
    case Protocol::kIcmpv6:
      return "ICMPV6";
    case Protocol::kGre:
      return "GRE";
    case Protocol::kOther:
      break;
  }
  return "ALL";
}

// The remotes whose packets are in the set at every port of the protocol but 0.
AddressSet RemotesOfEveryPort(const PacketSet& packets, Protocol protocol) {
  AddressSet remotes = AddressSet::All();
  std::uint32_t next = secgroup::HasPorts(protocol) ? 1 : 0;
  for (const PacketSet::Slice& slice : packets.slices(protocol)) {
    if (slice.last_port < next) continue;
    if (slice.first_port > next) return {};
    remotes = remotes.Intersect(slice.remotes);
    next = slice.last_port + 1U;
  }
  return next > 65535 ? remotes : AddressSet();
}

// The remotes for which a rule for ALL protocols lets in nothing more than the set, port 0 aside.
AddressSet RemotesOfEveryProtocol(const PacketSet& packets) {
  AddressSet every;
  for (const Family family : kFamilies) {
    AddressSet remotes = AddressSet::All(family);
    for (const Protocol protocol : secgroup::kProtocols) {
      if (!secgroup::ExistsIn(protocol, family)) continue;
      remotes = remotes.Intersect(RemotesOfEveryPort(packets, protocol));
    }
    every = every.Union(remotes);
  }
  return every;
}

// The ports as what a rule can hold, each text a rule: runs by themselves, the others with commas.
// A run and a port beside it in one rule is nowhere documented.
std::vector<std::string> PortTexts(const PortSet& ports) {
  if (ports == secgroup::AllPorts()) return {"ALL"};
  constexpr std::uint32_t kLongestPair = 2;
  std::string singles;
  std::vector<std::string> texts;
  for (const auto& [first, last] : ports.intervals()) {
    if (last - first + 1U > kLongestPair) {
      texts.push_back(std::to_string(first) + '-' + std::to_string(last));
      continue;
    }
    for (std::uint32_t port = first; port <= last; ++port) {
      singles += (singles.empty() ? "" : ",") + std::to_string(port);
    }
  }
  if (!singles.empty()) texts.push_back(std::move(singles));
  return texts;
}

class Cutter {
 public:
  void Add(const std::string& protocol, const std::string& port, const AddressSet& remotes) {
    for (const AddressRange& block : remotes.Blocks()) {
      const std::string text = secgroup::BlockToString(block);
      // The cloud stores 0.0.0.0/n as 0.0.0.0/0, whatever n is.
      if (block.family == Family::kIPv4 && block.first == 0 && text != "0.0.0.0/0") {
        cut_.problem = {"the cloud takes {block} for 0.0.0.0/0, which is more"_msg,
                        {{"block", text}}};
        return;
      }
      Rule rule;
      rule.action = secgroup::RuleAction::kAccept;
      rule.service = ServiceSet::Parse(protocol, port).value();
      rule.remote = block;
      rule.text = {protocol, port, text, "", std::nullopt};
      cut_.rules.push_back(std::move(rule));
    }
  }

  void AddProtocol(Protocol protocol, const std::vector<PacketSet::Slice>& slices) {
    // Ports with the same remotes go together.
    std::vector<std::pair<AddressSet, std::vector<secgroup::Interval<std::uint16_t>>>> parts;
    for (const PacketSet::Slice& slice : slices) {
      auto part = std::find_if(parts.begin(), parts.end(),
                               [&](const auto& p) { return p.first == slice.remotes; });
      if (part == parts.end()) part = parts.insert(parts.end(), {slice.remotes, {}});
      part->second.push_back({slice.first_port, slice.last_port});
    }
    for (const auto& [remotes, ports] : parts) {
      for (const std::string& text : PortTexts(PortSet(ports))) Add(Word(protocol), text, remotes);
    }
  }

  void Fail(message::Text problem) { cut_.problem = std::move(problem); }

  RuleCut Take() {
    if (!cut_.problem.empty()) cut_.rules.clear();
    return std::move(cut_);
  }

 private:
  RuleCut cut_;
};

}  // namespace

RuleCut CutToRules(const PacketSet& packets) {
  Cutter cutter;
  const AddressSet every = RemotesOfEveryProtocol(packets);
  cutter.Add("ALL", "ALL", every);
  const PacketSet rest = packets.Difference(PacketSet(ServiceSet::All(), every));
  for (const Protocol protocol : secgroup::kProtocols) {
    if (protocol != Protocol::kOther) cutter.AddProtocol(protocol, rest.slices(protocol));
  }
  if (!rest.slices(Protocol::kOther).empty()) {
    cutter.Fail({"only a rule for ALL protocols admits it, and that lets in every port"_msg, {}});
  }
  return cutter.Take();
}

PacketSet BoxOf(const PacketSet& packets) {
  const ServiceSet port_zero({Protocol::kTcp, Protocol::kUdp}, PortSet({{0, 0}}));
  return packets.Union(PacketSet(port_zero, RemotesOfEveryProtocol(packets)));
}

PacketSet PacketsOf(const Rule& rule) {
  const AddressRange& block = std::get<AddressRange>(rule.remote);
  return {std::get<ServiceSet>(rule.service), AddressSet(std::span(&block, 1))};
}

bool AreSame(const Rule& a, const Rule& b) {
  const auto same_reference = [](const auto& x, const auto& y) {
    const auto* first = std::get_if<secgroup::Reference>(&x);
    const auto* second = std::get_if<secgroup::Reference>(&y);
    return first != nullptr && second != nullptr && first->kind == second->kind &&
           first->id == second->id;
  };
  const auto same = [&](const auto& x, const auto& y, const auto& value_of) {
    if (x.index() != y.index()) return false;
    return std::holds_alternative<secgroup::Reference>(x) ? same_reference(x, y) : value_of(x, y);
  };
  return a.action == b.action &&
         same(a.service, b.service,
              [](const auto& x, const auto& y) {
                return std::get<ServiceSet>(x) == std::get<ServiceSet>(y);
              }) &&
         same(a.remote, b.remote, [](const auto& x, const auto& y) {
           const auto* first = std::get_if<AddressRange>(&x);
           return first == nullptr || *first == std::get<AddressRange>(y);
         });
}

}  // namespace portcullis::plan
