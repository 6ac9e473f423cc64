#include "tests/benchmark/random_rules.h"

#include <string>
#include <vector>

namespace portcullis {
namespace {

using secgroup::Family;
using secgroup::Rule;
using secgroup::RuleAction;
using secgroup::ServiceSet;

class RandomRules {
 public:
  explicit RandomRules(std::uint64_t seed) : random_(seed) {}

  Rule Next() {
    Rule rule;
    rule.action = Below(4) == 0 ? RuleAction::kDrop : RuleAction::kAccept;
    const bool v6 = Below(5) == 0;
    const std::string protocol = NextProtocol(v6);
    const std::string port = protocol == "TCP" || protocol == "UDP" ? NextPort() : "ALL";
    rule.service = ServiceSet::Parse(protocol, port).value();
    rule.remote = v6 ? secgroup::MakeBlock(Family::kIPv6,
                                           (secgroup::Uint128{0x20010db8} << 96) |
                                               (secgroup::Uint128{random_()} << 32),
                                           static_cast<int>(32 + Below(97)))
                     : secgroup::MakeBlock(Family::kIPv4, random_() & 0xffffffffU,
                                           Below(50) == 0 ? 0 : static_cast<int>(8 + Below(25)));
    return rule;
  }

 private:
  std::uint64_t Below(std::uint64_t bound) { return random_() % bound; }

  std::string NextProtocol(bool v6) {
    const std::uint64_t kind = Below(10);
    if (kind < 5) return "TCP";
    if (kind < 8) return "UDP";
    return kind == 8 ? (v6 ? "ICMPv6" : "ICMP") : "ALL";
  }

  std::string NextPort() {
    const std::uint64_t first = Below(60000);
    switch (Below(5)) {
      case 0: return "ALL";
      case 1: return std::to_string(first) + "-" + std::to_string(first + Below(5000));
      case 2: return std::to_string(first) + "," + std::to_string(first + 1 + Below(1000));
      default: return std::to_string(first);
    }
  }

  std::mt19937_64 random_;
};

}  // namespace

secgroup::Inventory RandomGroups(std::size_t groups, std::size_t rules, std::uint64_t seed) {
  RandomRules random(seed);
  secgroup::Inventory inventory;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::string id = "sg-" + std::to_string(g);
    secgroup::RuleSet set;
    for (std::size_t r = 0; r < rules; ++r) set.ingress.push_back(random.Next());
    for (std::size_t r = 0; r < rules; ++r) set.egress.push_back(random.Next());
    inventory.groups[id] = {id, id, "1", std::move(set)};
  }
  return inventory;
}

secgroup::RuleList RandomList(std::size_t groups, std::size_t rules, std::uint64_t seed) {
  std::vector<secgroup::GroupId> ids;
  for (std::size_t g = 0; g < groups; ++g) ids.push_back("sg-" + std::to_string(g));
  return secgroup::RuleList::Make(RandomGroups(groups, rules, seed), ids,
                                  secgroup::Direction::kIngress);
}

}  // namespace portcullis
