#include "tests/oracle/generator.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <set>
#include <utility>

namespace portcullis::oracle {
namespace {

int Below(Random& random, int bound) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
}

bool Percent(Random& random, int percent) { return Below(random, 100) < percent; }

template <typename T>
const T& Pick(Random& random, const std::vector<T>& values) {
  return values[static_cast<std::size_t>(Below(random, static_cast<int>(values.size())))];
}

std::string AnyCase(Random& random, std::string text) {
  const int style = Below(random, 3);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool upper = style == 0 || (style == 1 && i == 0);
    text[i] = static_cast<char>(upper ? std::toupper(text[i]) : std::tolower(text[i]));
  }
  return text;
}

std::string Name(const char* prefix, int number) { return prefix + std::to_string(number); }

// The addresses of one family that a scenario is made of: `size` of them, a power of two, from an
// aligned base on. An address is its offset from the base; offsets below 0 and from `size` on are
// the neighbourhood.
struct Cluster {
  bool ipv6;
  int bits;  // size == 1 << bits
  std::vector<std::string> wide_blocks;
  std::vector<std::string> outsiders;

  int size() const { return 1 << bits; }
  int width() const { return ipv6 ? 128 : 32; }

  std::string Text(int offset) const {
    char text[INET6_ADDRSTRLEN];
    if (ipv6) {
      const std::uint64_t low = (std::uint64_t{1} << 32) + static_cast<std::uint64_t>(offset);
      unsigned char bytes[16] = {0x20, 0x01, 0x0d, 0xb8};
      for (int i = 0; i < 8; ++i) bytes[15 - i] = static_cast<unsigned char>(low >> (8 * i));
      return inet_ntop(AF_INET6, bytes, text, sizeof text);
    }
    in_addr address;
    address.s_addr = htonl(0x0a000000U + static_cast<std::uint32_t>(offset));
    return inet_ntop(AF_INET, &address, text, sizeof text);
  }
};

Cluster BigCluster4() {
  return {false,
          12,
          {"0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "128.0.0.0/1",
           "255.255.255.255"},
          {"0.0.0.0", "0.255.255.255", "1.0.0.0", "9.255.255.255", "10.0.255.255", "10.1.0.0",
           "10.255.255.255", "11.0.0.0", "127.255.255.255", "128.0.0.0", "203.0.113.9",
           "255.255.255.255"}};
}

Cluster BigCluster6() {
  return {
      true,
      12,
      {"::/0", "0::0/0", "::ffff:0:0/96", "2000::/3", "2001:db8::/32", "8000::/1",
       "::", "::ffff:10.0.0.0/116"},
      {"::", "::1", "::fffe:ffff:ffff", "::ffff:0:0", "::ffff:10.0.0.5", "::ffff:255.255.255.255",
       "::1:0:0:0", "1fff:ffff::", "2000::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
       "2001:db9::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "7fff::", "8000::", "fe80::1",
       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}};
}

Cluster TinyCluster4() { return {false, 4, {"0.0.0.0/0", "192.0.2.1"}, {"192.0.2.1"}}; }

Cluster TinyCluster6() { return {true, 4, {"::/0", "2001:db9::1"}, {"2001:db9::1"}}; }

// Turns inet_ntop's spelling into another of the same IPv6 address.
std::string Respell(Random& random, const std::string& address) {
  const int style = Below(random, 6);
  unsigned char bytes[16];
  if (style > 1 || inet_pton(AF_INET6, address.c_str(), bytes) != 1) return address;
  std::string text;
  for (int i = 0; i < 16; i += 2) {
    char group[6];
    std::snprintf(group, sizeof group, style == 0 ? "%04X" : "%x", bytes[i] * 256 + bytes[i + 1]);
    text += (i == 0 ? "" : ":") + std::string(group);
  }
  return text;
}

struct PortPool {
  std::vector<std::string> texts;
  std::vector<int> edges;
};

class ScenarioBuilder {
 public:
  ScenarioBuilder(Random& random, Cluster ipv4, Cluster ipv6, PortPool ports, ScenarioSize size)
      : random_(random),
        ipv4_(std::move(ipv4)),
        ipv6_(std::move(ipv6)),
        ports_(std::move(ports)),
        size_(size) {}

  Scenario Build() {
    Facts& facts = scenario_.facts;
    facts.instances_complete = Percent(random_, 60);
    group_count_ = size_.lists + 3;
    MakeTemplates();
    for (int i = 0; i < group_count_; ++i) {
      SecurityGroup& group = facts.groups.emplace_back();
      group.id = Name("sg-", i);
      if (Percent(random_, 4)) continue;
      group.policies.emplace();
      if (Percent(random_, 4)) continue;
      group.policies->ingress = MakeRules(group.id);
      group.policies->egress = MakeRules(group.id);
    }
    MakeLists();
    MakeInstances();
    for (const Cluster* cluster : {&ipv4_, &ipv6_}) {
      auto& remotes = cluster->ipv6 ? scenario_.ipv6_remotes : scenario_.ipv4_remotes;
      remotes.insert(remotes.end(), cluster->outsiders.begin(), cluster->outsiders.end());
    }
    scenario_.ports = ports_.edges;
    return std::move(scenario_);
  }

 private:
  // Shared between all rules, so that one set stands in several of them. Each list's own sets, its
  // rules without a remote, come on top: at most one in a group, and four groups in a list.
  static constexpr int kAddressTemplates = 6;
  static constexpr int kMissingAddressTemplates = 2;
  static constexpr int kAddressTemplateGroups = 4;  // the last one is missing
  static constexpr int kServiceTemplates = 5;
  static constexpr int kMissingServiceTemplates = 1;
  static constexpr int kServiceTemplateGroups = 3;  // the last one is missing
  static constexpr int kReferencedGroups = 3;       // the last one is not in the facts
  static constexpr int kMaxGroupsInList = 4;

  int Offset(const Cluster& cluster) { return Below(random_, cluster.size()); }

  // Records what lies around first and last, for packets.
  void AddEdges(const Cluster& cluster, int first, int last) {
    auto& remotes = cluster.ipv6 ? scenario_.ipv6_remotes : scenario_.ipv4_remotes;
    for (const int offset : {first - 1, first, (first + last) / 2, last, last + 1}) {
      remotes.push_back(cluster.Text(offset));
    }
  }

  std::string MakeBlock(const Cluster& cluster) {
    if (Percent(random_, 12)) return Pick(random_, cluster.wide_blocks);
    const int offset = Offset(cluster);
    const int host_bits = Below(random_, cluster.bits + 1);
    const int first = offset >> host_bits << host_bits;
    AddEdges(cluster, first, first + (1 << host_bits) - 1);
    const std::string address = cluster.Text(Percent(random_, 50) ? first : offset);
    const std::string text = cluster.ipv6 ? Respell(random_, address) : address;
    if (host_bits == 0 && Percent(random_, 50)) return text;
    return text + "/" + std::to_string(cluster.width() - host_bits);
  }

  std::string MakeTemplateAddress() {
    const Cluster& cluster = Percent(random_, 60) ? ipv4_ : ipv6_;
    if (Percent(random_, 60)) return MakeBlock(cluster);
    const auto [first, last] = std::minmax({Offset(cluster), Offset(cluster)});
    AddEdges(cluster, first, last);
    return cluster.Text(first) + "-" + cluster.Text(last);
  }

  std::string MakeTemplateService() {
    switch (Below(random_, 8)) {
      case 0:
        return AnyCase(random_, "icmp");
      case 1:
        return AnyCase(random_, "gre");
      default:
        break;
    }
    std::string ports = Pick(random_, ports_.texts);
    if (ports.empty()) ports = "all";
    return AnyCase(random_, Percent(random_, 60) ? "tcp" : "udp") + ":" + ports;
  }

  std::vector<std::string> SomeTemplates(const char* prefix, int known_and_missing) {
    std::vector<std::string> ids;
    for (int i = 0; i < known_and_missing; ++i) {
      if (Percent(random_, 30)) ids.push_back(Name(prefix, i));
    }
    return ids;
  }

  void MakeTemplates() {
    Facts& facts = scenario_.facts;
    for (int i = 0; i < kAddressTemplates; ++i) {
      auto& items = facts.address_templates.emplace_back(AddressTemplate{Name("ipm-", i), {}});
      for (int n = Below(random_, 5); n > 0; --n) items.addresses.push_back(MakeTemplateAddress());
    }
    for (int i = 0; i + 1 < kAddressTemplateGroups; ++i) {
      facts.address_template_groups.push_back(
          {Name("ipmg-", i), SomeTemplates("ipm-", kAddressTemplates + kMissingAddressTemplates)});
    }
    for (int i = 0; i < kServiceTemplates; ++i) {
      auto& items = facts.service_templates.emplace_back(ServiceTemplate{Name("ppm-", i), {}});
      for (int n = Below(random_, 4); n > 0; --n) items.services.push_back(MakeTemplateService());
    }
    for (int i = 0; i + 1 < kServiceTemplateGroups; ++i) {
      facts.service_template_groups.push_back(
          {Name("ppmg-", i), SomeTemplates("ppm-", kServiceTemplates + kMissingServiceTemplates)});
    }
  }

  std::vector<Rule> MakeRules(const std::string& group) {
    std::vector<Rule> rules;
    for (int n = Below(random_, size_.max_rules + 1); n > 0; --n) {
      Rule& rule = rules.emplace_back();
      rule.action = AnyCase(random_, Percent(random_, 50) ? "accept" : "drop");
      FillService(rule);
      FillRemote(rule, group);
    }
    return rules;
  }

  void FillService(Rule& rule) {
    const int choice = Below(random_, 100);
    if (choice < 12) {
      rule.service_id = Name("ppm-", Below(random_, kServiceTemplates + kMissingServiceTemplates));
    } else if (choice < 18) {
      rule.service_group_id = Name("ppmg-", Below(random_, kServiceTemplateGroups));
    } else if (choice < 55) {
      rule.protocol = AnyCase(random_, choice < 42 ? "tcp" : "udp");
      rule.port = Pick(random_, ports_.texts);
    } else if (choice < 78) {
      static const std::vector<std::string> kNames = {"icmp", "icmpv6", "ICMPv6", "gre"};
      static const std::vector<std::string> kIgnored = {"", "ALL", "all", "-", "80"};
      const std::string& name = Pick(random_, kNames);
      rule.protocol = name == "ICMPv6" ? name : AnyCase(random_, name);
      rule.port = Pick(random_, kIgnored);
    } else {
      static const std::vector<std::string> kEverything = {"", "ALL", "all"};
      rule.protocol = Percent(random_, 70) ? AnyCase(random_, "all") : "";
      rule.port = Pick(random_, kEverything);
    }
  }

  void FillRemote(Rule& rule, const std::string& group) {
    const int choice = Below(random_, 100);
    if (choice < 40) {
      rule.cidr_block = MakeBlock(ipv4_);
    } else if (choice < 62) {
      rule.ipv6_cidr_block = MakeBlock(ipv6_);
    } else if (choice < 78) {
      rule.address_id = Name("ipm-", Below(random_, kAddressTemplates + kMissingAddressTemplates));
    } else if (choice < 87) {
      rule.address_group_id = Name("ipmg-", Below(random_, kAddressTemplateGroups));
    } else if (choice < 97) {
      const int referenced = Below(random_, kReferencedGroups);
      rule.security_group_id =
          referenced + 1 == kReferencedGroups ? kAbsentGroup : Name("sg-", referenced);
    } else if (groups_with_own_set_.insert(group).second) {
      // No remote.
    } else {
      rule.cidr_block = MakeBlock(ipv4_);
    }
  }

  void MakeLists() {
    for (int i = 0; i < size_.lists; ++i) {
      std::set<int> drawn;
      std::vector<std::string>& list = scenario_.lists.emplace_back();
      for (int n = 1 + Below(random_, kMaxGroupsInList); n > 0; --n) {
        const int group = Below(random_, group_count_);
        if (drawn.insert(group).second) list.push_back(Name("sg-", group));
      }
      if (Percent(random_, 5)) {
        list.insert(list.begin() + Below(random_, static_cast<int>(list.size()) + 1), kAbsentGroup);
      }
    }
  }

  // An address that no other instance or interface has.
  std::string OwnAddress(const Cluster& cluster) {
    const int offset = Offset(cluster);
    std::string address = cluster.Text(offset);
    if (!taken_.insert(address).second) return "";
    AddEdges(cluster, offset, offset);
    return address;
  }

  std::vector<std::string> OwnAddresses(const Cluster& cluster, int count) {
    std::vector<std::string> addresses;
    for (; count > 0; --count) {
      std::string address = OwnAddress(cluster);
      if (!address.empty()) addresses.push_back(std::move(address));
    }
    return addresses;
  }

  void MakeInstances() {
    Facts& facts = scenario_.facts;
    for (int i = 0; i < size_.lists + 2; ++i) {
      Instance& instance = facts.instances.emplace_back();
      instance.id = Name("ins-", i);
      if (Percent(random_, 50)) instance.node_name = Name("node-", i);
      instance.private_addresses = OwnAddresses(ipv4_, 1 + Below(random_, 2));
      instance.ipv6_addresses = OwnAddresses(ipv6_, Below(random_, 2));
      instance.public_addresses = OwnAddresses(ipv4_, Below(random_, 2));
      // Besides one for each list, one that has no group and one of which none is known.
      if (i < size_.lists) instance.groups = scenario_.lists[static_cast<std::size_t>(i)];
      if (i == size_.lists) instance.groups.emplace();
    }
    for (int i = 0; i < size_.lists; ++i) {
      NetworkInterface& interface = facts.interfaces.emplace_back();
      interface.id = Name("eni-", i);
      interface.instance_id = Pick(random_, facts.instances).id;
      interface.private_addresses = OwnAddresses(ipv4_, 1 + Below(random_, 2));
      interface.ipv6_addresses = OwnAddresses(ipv6_, Below(random_, 2));
      if (Percent(random_, 80)) interface.groups = Pick(random_, scenario_.lists);
    }
  }

  static constexpr const char* kAbsentGroup = "sg-absent";

  Random& random_;
  const Cluster ipv4_;
  const Cluster ipv6_;
  const PortPool ports_;
  const ScenarioSize size_;
  int group_count_ = 0;
  std::set<std::string> groups_with_own_set_;
  std::set<std::string> taken_;
  Scenario scenario_;
};

void AddPorts(PortPool& pool, int first, int last) {
  const std::string text = std::to_string(first);
  pool.texts.push_back(first == last ? text : text + "-" + std::to_string(last));
  for (const int port : {first - 1, first, last, last + 1}) {
    if (port >= 0 && port <= 65535) pool.edges.push_back(port);
  }
}

// Everything, single ports, ranges, and lists that mix both, with ports below `bound`.
PortPool MakePorts(Random& random, int bound) {
  PortPool pool{{"", "ALL", "all", "ALL"}, {}};
  for (int i = 0; i < 12; ++i) {
    const auto [first, last] = std::minmax({Below(random, bound), Below(random, bound)});
    AddPorts(pool, first, i < 5 ? first : last);
  }
  for (int i = 0; i < 6; ++i) {
    std::string list = pool.texts[static_cast<std::size_t>(4 + Below(random, 12))];
    for (int n = 1 + Below(random, 3); n > 0; --n) {
      list += "," + pool.texts[static_cast<std::size_t>(4 + Below(random, 12))];
    }
    pool.texts.push_back(std::move(list));
  }
  return pool;
}

// Swaps two rules, deletes one, or turns its action round.
void Change(Random& random, std::vector<Rule>& rules) {
  if (rules.empty()) return;
  const auto any = [&] {
    return rules.begin() + Below(random, static_cast<int>(rules.size()));
  };
  switch (Below(random, 3)) {
    case 0:
      std::iter_swap(any(), any());
      return;
    case 1:
      rules.erase(any());
      return;
    default: {
      std::string& action = any()->action;
      action = std::tolower(action.front()) == 'a' ? "DROP" : "ACCEPT";
    }
  }
}

}  // namespace

Scenario MakeScenario(Random& random, ScenarioSize size) {
  PortPool ports = MakePorts(random, 50);
  for (const auto& [first, last] : {std::pair{0, 0},
                                    {0, 65535},
                                    {1, 65535},
                                    {65535, 65535},
                                    {30000, 32767},
                                    {80, 80},
                                    {443, 443}}) {
    AddPorts(ports, first, last);
  }
  return ScenarioBuilder(random, BigCluster4(), BigCluster6(), std::move(ports), size).Build();
}

Scenario MakeLaterScenario(Random& random, const Scenario& scenario) {
  Scenario later = scenario;
  for (SecurityGroup& group : later.facts.groups) {
    if (!group.policies) continue;
    for (int n = Below(random, 4); n > 0; --n) {
      Change(random, group.policies->ingress);
      Change(random, group.policies->egress);
    }
    if (Percent(random, 3)) group.policies.reset();
  }
  if (Percent(random, 20)) later.facts.address_templates.pop_back();
  if (Percent(random, 20)) later.facts.service_templates.pop_back();
  for (std::size_t i = 0; i < later.lists.size(); ++i) {
    if (Percent(random, 20)) std::shuffle(later.lists[i].begin(), later.lists[i].end(), random);
    later.facts.instances[i].groups = later.lists[i];
  }
  return later;
}

Packet MakePacket(Random& random, const Scenario& scenario) {
  static const std::vector<Protocol> kProtocols = {
      Protocol::kTcp,  Protocol::kTcp,    Protocol::kTcp, Protocol::kUdp,
      Protocol::kIcmp, Protocol::kIcmpv6, Protocol::kGre, Protocol::kOther};
  const Protocol protocol = Pick(random, kProtocols);
  const bool ipv6 =
      protocol == Protocol::kIcmpv6 || (protocol != Protocol::kIcmp && Percent(random, 40));
  return {Percent(random, 50) ? Direction::kIngress : Direction::kEgress, protocol,
          Pick(random, ipv6 ? scenario.ipv6_remotes : scenario.ipv4_remotes),
          Percent(random, 90) ? Pick(random, scenario.ports) : Below(random, 65536)};
}

Scenario MakeTinyScenario(Random& random, ScenarioSize size) {
  PortPool ports = MakePorts(random, 8);
  return ScenarioBuilder(random, TinyCluster4(), TinyCluster6(), std::move(ports), size).Build();
}

std::vector<Packet> TinyPackets() {
  std::vector<Packet> packets;
  for (const Cluster& cluster : {TinyCluster4(), TinyCluster6()}) {
    std::vector<std::string> remotes = cluster.outsiders;
    for (int i = 0; i < cluster.size(); ++i) remotes.push_back(cluster.Text(i));
    for (const std::string& remote : remotes) {
      for (const Direction direction : {Direction::kIngress, Direction::kEgress}) {
        for (const Protocol protocol : {cluster.ipv6 ? Protocol::kIcmpv6 : Protocol::kIcmp,
                                        Protocol::kGre, Protocol::kOther}) {
          packets.push_back({direction, protocol, remote, 0});
        }
        for (const Protocol protocol : {Protocol::kTcp, Protocol::kUdp}) {
          for (const int port : {0, 1, 2, 3, 4, 5, 6, 7, 8}) {
            packets.push_back({direction, protocol, remote, port});
          }
        }
      }
    }
  }
  return packets;
}

}  // namespace portcullis::oracle
