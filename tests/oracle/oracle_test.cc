#include "tests/oracle/oracle.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace portcullis::oracle;

namespace {

// "ACCEPT TCP 80 10.0.0.0/8": action, protocol or service template, port, remote; "-" for none.
Rule MakeRule(const std::string& text) {
  Rule rule;
  std::string service;
  std::string remote;
  std::istringstream(text) >> rule.action >> service >> rule.port >> remote;
  if (rule.port == "-") rule.port = "";
  if (service.starts_with("ppm-")) {
    rule.service_id = service;
  } else if (service.starts_with("ppmg-")) {
    rule.service_group_id = service;
  } else if (service != "-") {
    rule.protocol = service;
  }
  if (remote.starts_with("ipm-")) {
    rule.address_id = remote;
  } else if (remote.starts_with("ipmg-")) {
    rule.address_group_id = remote;
  } else if (remote.starts_with("sg-")) {
    rule.security_group_id = remote;
  } else if (remote.find(':') != std::string::npos) {
    rule.ipv6_cidr_block = remote;
  } else if (remote != "-") {
    rule.cidr_block = remote;
  }
  return rule;
}

// Rules separated by "; ".
std::vector<Rule> MakeRules(const std::string& text) {
  std::vector<Rule> rules;
  std::istringstream stream(text);
  for (std::string rule; std::getline(stream, rule, ';');) rules.push_back(MakeRule(rule));
  return rules;
}

// "tcp 80 192.0.2.1", coming in.
Packet MakePacketIn(const std::string& text) {
  std::string protocol;
  Packet packet{Direction::kIngress, Protocol::kOther, "", 0};
  std::istringstream(text) >> protocol >> packet.port >> packet.remote;
  for (const Protocol candidate : {Protocol::kTcp, Protocol::kUdp, Protocol::kIcmp,
                                   Protocol::kIcmpv6, Protocol::kGre, Protocol::kOther}) {
    if (protocol == ToString(candidate)) packet.protocol = candidate;
  }
  return packet;
}

// ipm-gone, ipm-lost, ipmg-gone, ppm-gone, ppm-lost, ppmg-gone and sg-gone are in no facts.
Facts MakeFacts(const std::string& ingress) {
  Facts facts;
  facts.instances_complete = true;
  facts.groups = {
      {"sg-a", PolicySet{MakeRules(ingress), MakeRules("DROP TCP 22 0.0.0.0/0")}},
      {"sg-b", PolicySet{MakeRules("DROP TCP 80 0.0.0.0/0; ACCEPT ALL ALL 0.0.0.0/0"), {}}},
      {"sg-web", PolicySet{}},
      {"sg-bare", std::nullopt},
  };
  facts.instances = {
      {"ins-1", "", {"10.0.1.5"}, {"2001:db8::5"}, {"203.0.113.5"}, {{"sg-web"}}},
      {"ins-2", "", {"10.0.9.9"}, {}, {}, {{"sg-gone"}}},
      {"ins-3", "", {"10.0.8.8"}, {}, {}, std::nullopt},
  };
  facts.interfaces = {{"eni-1", "ins-1", {"10.0.1.6"}, {"2001:db8::6"}, {"sg-web", "sg-bare"}}};
  facts.address_templates = {
      {"ipm-mixed",
       {"10.0.0.0/8", "192.0.2.10-192.0.2.20", "198.51.100.7", "2001:db8:1::/48",
        "2001:db8:2::1-2001:db8:2::ff"}},
      {"ipm-empty", {}},
  };
  facts.address_template_groups = {
      {"ipmg-part", {"ipm-mixed", "ipm-gone"}},
      {"ipmg-lost", {"ipm-gone", "ipm-lost"}},
      {"ipmg-known", {"ipm-empty", "ipm-mixed"}},
  };
  facts.service_templates = {
      {"ppm-web", {"tcp:80,443"}},
      {"ppm-mixed", {"TCP:3306-20000", "udp:all", "icmp", "GRE"}},
  };
  facts.service_template_groups = {{"ppmg-part", {"ppm-web", "ppm-gone"}}};
  return facts;
}

// "accept sg-a/0", "drop end", "unknown sg-a/1 ipm-gone", "unknown sg-bare".
std::string ToText(const Judgement& judgement) {
  std::string text = ToString(judgement.verdict);
  if (!judgement.decided_by) return text + " end";
  text += " " + judgement.decided_by->group;
  if (judgement.decided_by->index) {
    text += "/" + std::to_string(*judgement.decided_by->index);
    for (const std::string& reference : judgement.references) text += " " + reference;
  }
  return text;
}

struct Case {
  std::string name;
  std::string rules;  // of sg-a, ingress
  std::string packet;
  std::string want;
};

template <std::size_t N>
void CheckAll(const Case (&cases)[N]) {
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Oracle oracle(MakeFacts(c.rules));
    CHECK(ToText(oracle.Judge(GroupList{{"sg-a"}}, MakePacketIn(c.packet))) == c.want);
  }
}

}  // namespace

TEST_CASE("packets and rules") {
  const Case cases[] = {
      {"protocol, port and remote match", "ACCEPT TCP 80 10.0.0.0/8", "tcp 80 10.1.2.3",
       "accept sg-a/0"},
      {"another protocol", "ACCEPT TCP 80 10.0.0.0/8", "udp 80 10.1.2.3", "drop end"},
      {"another port", "ACCEPT TCP 80 10.0.0.0/8", "tcp 81 10.1.2.3", "drop end"},
      {"another remote", "ACCEPT TCP 80 10.0.0.0/8", "tcp 80 11.1.2.3", "drop end"},
      {"port 0", "ACCEPT TCP 0 0.0.0.0/0", "tcp 0 10.0.0.1", "accept sg-a/0"},
      {"port 65535", "ACCEPT UDP 65535 0.0.0.0/0", "udp 65535 10.0.0.1", "accept sg-a/0"},
      {"only ALL matches other",
       "ACCEPT TCP ALL 0.0.0.0/0; ACCEPT UDP ALL 0.0.0.0/0; "
       "ACCEPT ICMP ALL 0.0.0.0/0; ACCEPT GRE ALL 0.0.0.0/0",
       "other 0 10.0.0.1", "drop end"},
      {"ALL matches other", "ACCEPT ALL ALL 0.0.0.0/0", "other 0 10.0.0.1", "accept sg-a/0"},
      {"ALL matches GRE", "ACCEPT ALL ALL ::/0", "gre 0 2001:db8::1", "accept sg-a/0"},
      {"ALL with IPv4 remotes matches ICMP", "ACCEPT ALL ALL 0.0.0.0/0", "icmp 0 10.0.0.1",
       "accept sg-a/0"},
      {"ALL with IPv6 remotes matches ICMPv6", "ACCEPT ALL ALL ::/0", "icmpv6 0 2001:db8::1",
       "accept sg-a/0"},
      {"IPv4 matches no IPv6", "ACCEPT ALL ALL 0.0.0.0/0", "tcp 80 2001:db8::1", "drop end"},
      {"IPv6 matches no IPv4", "ACCEPT ALL ALL ::/0", "tcp 80 10.0.0.1", "drop end"},
      {"::ffff:0:0/96 is IPv6", "ACCEPT ALL ALL ::ffff:0:0/96", "tcp 80 ::ffff:10.0.0.1",
       "accept sg-a/0"},
      {"::ffff:0:0/96 is not IPv4", "ACCEPT ALL ALL ::ffff:0:0/96", "tcp 80 10.0.0.1", "drop end"},
      {"ICMP with IPv6 remotes", "ACCEPT ICMP - ::/0", "icmpv6 0 2001:db8::1", "drop end"},
      {"ICMPv6 with IPv4 remotes", "ACCEPT ICMPv6 - 0.0.0.0/0", "icmp 0 10.0.0.1", "drop end"},
      {"GRE in IPv6", "ACCEPT GRE - ::/0", "gre 0 2001:db8::1", "accept sg-a/0"},
      {"bare IPv4 address is /32", "ACCEPT TCP 80 10.0.0.1", "tcp 80 10.0.0.1", "accept sg-a/0"},
      {"beside a bare IPv4 address", "ACCEPT TCP 80 10.0.0.1", "tcp 80 10.0.0.0", "drop end"},
      {"bare IPv6 address is /128", "ACCEPT TCP 80 2001:DB8::1", "tcp 80 2001:db8:0:0:0:0:0:1",
       "accept sg-a/0"},
      {"beside a bare IPv6 address", "ACCEPT TCP 80 2001:db8::1", "tcp 80 2001:db8::", "drop end"},
      {"host bits are cleared", "ACCEPT TCP 80 192.128.8.8/17", "tcp 80 192.128.0.0",
       "accept sg-a/0"},
      {"last of a block", "ACCEPT TCP 80 192.128.8.8/17", "tcp 80 192.128.127.255",
       "accept sg-a/0"},
      {"after a block", "ACCEPT TCP 80 192.128.8.8/17", "tcp 80 192.128.128.0", "drop end"},
      {"first of a range", "ACCEPT TCP 80 ipm-mixed", "tcp 80 192.0.2.10", "accept sg-a/0"},
      {"last of a range", "ACCEPT TCP 80 ipm-mixed", "tcp 80 192.0.2.20", "accept sg-a/0"},
      {"before a range", "ACCEPT TCP 80 ipm-mixed", "tcp 80 192.0.2.9", "drop end"},
      {"after a range", "ACCEPT TCP 80 ipm-mixed", "tcp 80 192.0.2.21", "drop end"},
      {"last of an IPv6 range", "ACCEPT TCP 80 ipm-mixed", "tcp 80 2001:db8:2::ff",
       "accept sg-a/0"},
      {"after an IPv6 range", "ACCEPT TCP 80 ipm-mixed", "tcp 80 2001:db8:2::100", "drop end"},
      {"0.0.0.0/8 means what it says", "ACCEPT TCP 80 0.0.0.0/8", "tcp 80 1.0.0.0", "drop end"},
      {"case of protocol and action", "aCCept tCp 80 0.0.0.0/0", "tcp 80 1.0.0.0", "accept sg-a/0"},
      {"missing protocol is ALL", "ACCEPT - - 0.0.0.0/0", "other 0 10.0.0.1", "accept sg-a/0"},
      {"missing port is ALL", "ACCEPT TCP - 0.0.0.0/0", "tcp 0 10.0.0.1", "accept sg-a/0"},
      {"port all in lower case", "ACCEPT TCP all 0.0.0.0/0", "tcp 65535 10.0.0.1", "accept sg-a/0"},
      {"list of ports", "ACCEPT TCP 80,443 0.0.0.0/0", "tcp 443 10.0.0.1", "accept sg-a/0"},
      {"between listed ports", "ACCEPT TCP 80,443 0.0.0.0/0", "tcp 81 10.0.0.1", "drop end"},
      {"first of a port range", "ACCEPT TCP 8000-8010 0.0.0.0/0", "tcp 8000 1.1.1.1",
       "accept sg-a/0"},
      {"last of a port range", "ACCEPT TCP 8000-8010 0.0.0.0/0", "tcp 8010 1.1.1.1",
       "accept sg-a/0"},
      {"after a port range", "ACCEPT TCP 8000-8010 0.0.0.0/0", "tcp 8011 1.1.1.1", "drop end"},
      {"mixed port list", "ACCEPT TCP 80,100-200 0.0.0.0/0", "tcp 150 1.1.1.1", "accept sg-a/0"},
      {"no remote: a set of its own", "ACCEPT TCP 80 -", "tcp 80 10.0.0.1", "unknown sg-a/0"},
      {"no remote: in both families", "ACCEPT TCP 80 -", "tcp 80 2001:db8::1", "unknown sg-a/0"},
      {"no remote: protocol excludes", "ACCEPT TCP 80 -", "udp 80 10.0.0.1", "drop end"},
      {"no remote: port excludes", "ACCEPT TCP 80 -", "tcp 81 10.0.0.1", "drop end"},
      {"no remote: not the set of another rule", "DROP TCP 80 -; ACCEPT TCP 80 -",
       "tcp 80 10.0.0.1", "unknown sg-a/1"},
      {"a port beside ICMP is ignored", "ACCEPT ICMP 80 0.0.0.0/0", "icmp 0 10.0.0.1",
       "accept sg-a/0"},
      {"a port beside GRE is ignored", "ACCEPT GRE 80 0.0.0.0/0", "gre 0 10.0.0.1",
       "accept sg-a/0"},
  };
  CheckAll(cases);
}

TEST_CASE("what cannot be read") {
  const std::string rules[] = {
      "ACCEPT ALL 80 0.0.0.0/0",   "ACCEPT - 80 0.0.0.0/0",      "ACCEPT SCTP ALL 0.0.0.0/0",
      "ALLOW TCP 80 0.0.0.0/0",    "ACCEPT TCP 65536 0.0.0.0/0", "ACCEPT TCP 90-80 0.0.0.0/0",
      "ACCEPT TCP 80 10.0.0.0/33", "ACCEPT TCP 80 10.0.0",       "ACCEPT ppm-web 80 0.0.0.0/0",
  };
  for (const std::string& rule : rules) {
    CAPTURE(rule);
    CHECK_THROWS_AS(Oracle(MakeFacts(rule)), std::invalid_argument);
  }
  Facts facts = MakeFacts("ACCEPT TCP 80 10.0.0.0/8");
  facts.groups[0].policies->ingress[0].ipv6_cidr_block = "::/0";
  CHECK_THROWS_AS(Oracle{facts}, std::invalid_argument);
}

TEST_CASE("references") {
  const Case cases[] = {
      {"known template", "ACCEPT ALL ALL ipm-mixed", "tcp 80 198.51.100.7", "accept sg-a/0"},
      {"known template, no member", "ACCEPT ALL ALL ipm-mixed", "tcp 80 198.51.100.8", "drop end"},
      {"template without members", "ACCEPT ALL ALL ipm-empty", "tcp 80 10.0.0.1", "drop end"},
      {"missing template", "ACCEPT ALL ALL ipm-gone", "tcp 80 10.0.0.1", "unknown sg-a/0 ipm-gone"},
      {"missing template group", "ACCEPT ALL ALL ipmg-gone", "tcp 80 10.0.0.1",
       "unknown sg-a/0 ipmg-gone"},
      {"known template group", "ACCEPT ALL ALL ipmg-known", "tcp 80 10.0.0.1", "accept sg-a/0"},
      {"known part of a group", "ACCEPT ALL ALL ipmg-part", "tcp 80 10.0.0.1", "accept sg-a/0"},
      {"missing part of a group", "ACCEPT ALL ALL ipmg-part", "tcp 80 11.0.0.1",
       "unknown sg-a/0 ipm-gone ipmg-part"},
      {"service template", "ACCEPT ppm-web - 0.0.0.0/0", "tcp 443 10.0.0.1", "accept sg-a/0"},
      {"service template, another port", "ACCEPT ppm-web - 0.0.0.0/0", "tcp 444 10.0.0.1",
       "drop end"},
      {"service template, range", "ACCEPT ppm-mixed - 0.0.0.0/0", "tcp 20000 10.0.0.1",
       "accept sg-a/0"},
      {"service template, udp:all", "ACCEPT ppm-mixed - 0.0.0.0/0", "udp 0 10.0.0.1",
       "accept sg-a/0"},
      {"service template, icmp", "ACCEPT ppm-mixed - 0.0.0.0/0", "icmp 0 10.0.0.1",
       "accept sg-a/0"},
      {"service template, icmp is not ICMPv6", "ACCEPT ppm-mixed - ::/0", "icmpv6 0 2001:db8::1",
       "drop end"},
      {"service template, gre", "ACCEPT ppm-mixed - ::/0", "gre 0 2001:db8::1", "accept sg-a/0"},
      {"missing service template", "ACCEPT ppm-gone - 0.0.0.0/0", "tcp 80 10.0.0.1",
       "unknown sg-a/0 ppm-gone"},
      {"missing service template, remote excludes", "ACCEPT ppm-gone - 0.0.0.0/0",
       "tcp 80 2001:db8::1", "drop end"},
      {"missing service template group", "ACCEPT ppmg-gone - 0.0.0.0/0", "tcp 80 10.0.0.1",
       "unknown sg-a/0 ppmg-gone"},
      {"known part of a service group", "ACCEPT ppmg-part - 0.0.0.0/0", "tcp 80 10.0.0.1",
       "accept sg-a/0"},
      {"missing part of a service group", "ACCEPT ppmg-part - 0.0.0.0/0", "tcp 81 10.0.0.1",
       "unknown sg-a/0 ppm-gone ppmg-part"},
      {"both remote and service missing", "ACCEPT ppm-gone - ipm-gone", "tcp 80 10.0.0.1",
       "unknown sg-a/0 ipm-gone ppm-gone"},
      {"group: private address of an instance", "ACCEPT ALL ALL sg-web", "tcp 80 10.0.1.5",
       "accept sg-a/0"},
      {"group: private address of an interface", "ACCEPT ALL ALL sg-web", "tcp 80 10.0.1.6",
       "accept sg-a/0"},
      {"group: listed without its rules", "ACCEPT ALL ALL sg-bare", "tcp 80 10.0.1.6",
       "accept sg-a/0"},
      {"complete group: nothing else", "ACCEPT ALL ALL sg-web", "tcp 80 10.0.1.7", "drop end"},
      {"group: public addresses play no part", "ACCEPT ALL ALL sg-web", "tcp 80 203.0.113.5",
       "drop end"},
      {"group: a member's IPv6 address may match", "ACCEPT ALL ALL sg-web", "tcp 80 2001:db8::5",
       "unknown sg-a/0 sg-web"},
      {"group: an interface's IPv6 address may match", "ACCEPT ALL ALL sg-web",
       "tcp 80 2001:db8::6", "unknown sg-a/0 sg-web"},
      {"complete group: no other IPv6 address", "ACCEPT ALL ALL sg-web", "tcp 80 2001:db8::7",
       "drop end"},
      {"group not in the facts: its members", "ACCEPT ALL ALL sg-gone", "tcp 80 10.0.9.9",
       "accept sg-a/0"},
      {"group not in the facts: anything else", "ACCEPT ALL ALL sg-gone", "tcp 80 10.0.9.10",
       "unknown sg-a/0 sg-gone"},
      {"group not in the facts: any IPv6 address", "ACCEPT ALL ALL sg-gone", "tcp 80 2001:db8::7",
       "unknown sg-a/0 sg-gone"},
      {"group: the referenced group's own rules play no part", "ACCEPT TCP 80 sg-web",
       "tcp 80 10.0.1.5", "accept sg-a/0"},
  };
  CheckAll(cases);
}

TEST_CASE("members of a group when not all instances are listed") {
  Facts facts = MakeFacts("ACCEPT ALL ALL sg-web");
  facts.instances_complete = false;
  const Oracle oracle(facts);
  const auto judge = [&](const std::string& packet) {
    return ToText(oracle.Judge(GroupList{{"sg-a"}}, MakePacketIn(packet)));
  };
  CHECK(judge("tcp 80 10.0.1.5") == "accept sg-a/0");
  CHECK(judge("tcp 80 10.0.1.7") == "unknown sg-a/0 sg-web");
  CHECK(judge("tcp 80 2001:db8::7") == "unknown sg-a/0 sg-web");
}

TEST_CASE("lists") {
  struct ListCase {
    std::string name;
    std::string rules;  // of sg-a, ingress
    std::vector<std::string> list;
    std::string packet;
    std::string want;
  };
  const ListCase cases[] = {
      {"first group decides",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-a", "sg-b"},
       "tcp 80 1.1.1.1",
       "accept sg-a/0"},
      {"in the order of the list",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-b", "sg-a"},
       "tcp 80 1.1.1.1",
       "drop sg-b/0"},
      {"a group that does not match is no end",
       "ACCEPT TCP 81 0.0.0.0/0",
       {"sg-a", "sg-b"},
       "udp 80 1.1.1.1",
       "accept sg-b/1"},
      {"no match is DROP", "ACCEPT TCP 81 0.0.0.0/0", {"sg-a"}, "udp 80 1.1.1.1", "drop end"},
      {"empty policy set is no rules",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-web"},
       "tcp 80 1.1.1.1",
       "drop end"},
      {"empty policy set is passed",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-web", "sg-a"},
       "tcp 80 1.1.1.1",
       "accept sg-a/0"},
      {"group listed without rules",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-bare", "sg-a"},
       "tcp 80 1.1.1.1",
       "unknown sg-bare"},
      {"group not in the facts",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-gone", "sg-a"},
       "tcp 80 1.1.1.1",
       "unknown sg-gone"},
      {"missing group that no packet reaches",
       "ACCEPT TCP 80 0.0.0.0/0",
       {"sg-a", "sg-bare"},
       "tcp 80 1.1.1.1",
       "accept sg-a/0"},
      {"missing group behind a rule that may match",
       "ACCEPT TCP 80 ipm-gone",
       {"sg-a", "sg-bare"},
       "tcp 80 1.1.1.1",
       "unknown sg-bare"},
      {"no group", "ACCEPT TCP 80 0.0.0.0/0", {}, "tcp 80 1.1.1.1", "unknown end"},
  };
  for (const ListCase& c : cases) {
    CAPTURE(c.name);
    const Oracle oracle(MakeFacts(c.rules));
    CHECK(ToText(oracle.Judge(c.list, MakePacketIn(c.packet))) == c.want);
  }
  const Oracle oracle(MakeFacts("ACCEPT ALL ALL 0.0.0.0/0"));
  CHECK(ToText(oracle.Judge(std::nullopt, MakePacketIn("tcp 22 1.1.1.1"))) == "unknown end");
  Packet egress = MakePacketIn("tcp 22 1.1.1.1");
  egress.direction = Direction::kEgress;
  CHECK(ToText(oracle.Judge(GroupList{{"sg-a"}}, egress)) == "drop sg-a/0");
}

TEST_CASE("verdict and walk") {
  const Case cases[] = {
      {"accepted under every completion", "ACCEPT ALL ALL ipm-gone; ACCEPT ALL ALL 0.0.0.0/0",
       "tcp 80 1.1.1.1", "accept sg-a/1"},
      {"dropped under every completion", "DROP ALL ALL ipm-gone", "tcp 80 1.1.1.1", "drop end"},
      {"two sets, both accept",
       "ACCEPT ALL ALL ipm-gone; ACCEPT ALL ALL ipm-lost; "
       "ACCEPT ALL ALL 1.1.1.1",
       "tcp 80 1.1.1.1", "accept sg-a/2"},
      {"one set in two rules: had the second matched, the first would have",
       "DROP ALL ALL ipm-gone; ACCEPT TCP 80 ipm-gone", "tcp 80 1.1.1.1", "drop end"},
      {"one set in two rules: protocol excludes the first",
       "DROP UDP ALL ipm-gone; ACCEPT TCP 80 ipm-gone", "tcp 80 1.1.1.1",
       "unknown sg-a/1 ipm-gone"},
      {"two sets are independent", "DROP ALL ALL ipm-gone; ACCEPT TCP 80 ipm-lost",
       "tcp 80 1.1.1.1", "unknown sg-a/1 ipm-lost"},
      {"a set inside a pair", "DROP ALL ALL ipm-gone; ACCEPT ppm-gone - ipm-gone", "tcp 80 1.1.1.1",
       "drop end"},
      {"a pair before one of its sets", "DROP ppm-gone - ipm-gone; ACCEPT ALL ALL ipm-gone",
       "tcp 80 1.1.1.1", "unknown sg-a/1 ipm-gone"},
      {"several missing members are a rule for each",
       "DROP ALL ALL ipm-gone; ACCEPT ALL ALL ipmg-lost", "tcp 80 1.1.1.1",
       "unknown sg-a/1 ipm-lost ipmg-lost"},
      {"all of several missing members passed over",
       "DROP ALL ALL ipm-gone; DROP ALL ALL ipm-lost; ACCEPT ALL ALL ipmg-lost", "tcp 80 1.1.1.1",
       "drop end"},
      {"a template is the same set in a group and alone",
       "DROP ALL ALL ipmg-part; ACCEPT ALL ALL ipm-gone", "tcp 80 1.1.1.1", "drop end"},
      {"nothing behind a certain rule counts", "DROP ALL ALL 0.0.0.0/0; ACCEPT ALL ALL ipm-gone",
       "tcp 80 1.1.1.1", "drop sg-a/0"},
      {"no rule", "", "tcp 80 1.1.1.1", "drop end"},
  };
  CheckAll(cases);
}

TEST_CASE("deciding rule") {
  const Case cases[] = {
      {"definite: where the walk stopped, not what might have matched before",
       "ACCEPT ALL ALL ipm-gone; ACCEPT TCP 80 0.0.0.0/0", "tcp 80 1.1.1.1", "accept sg-a/1"},
      {"unknown: the first that differs from where the walk stopped",
       "DROP ALL ALL ipm-gone; ACCEPT ALL ALL ipm-lost; ACCEPT ppm-gone - 0.0.0.0/0; "
       "DROP ALL ALL 0.0.0.0/0",
       "tcp 80 1.1.1.1", "unknown sg-a/1 ipm-lost"},
      {"unknown: the end counts as DROP", "DROP ALL ALL ipm-gone; ACCEPT ALL ALL ipm-lost",
       "tcp 80 1.1.1.1", "unknown sg-a/1 ipm-lost"},
      {"unknown: DROP before an ACCEPT",
       "ACCEPT ALL ALL ipm-gone; DROP ALL ALL ipm-lost; "
       "ACCEPT ALL ALL 0.0.0.0/0",
       "tcp 80 1.1.1.1", "unknown sg-a/1 ipm-lost"},
      {"unknown: never a rule that is passed over",
       "ACCEPT ALL ALL ipm-gone; DROP ALL ALL ipm-gone; DROP ALL ALL ipm-lost; "
       "ACCEPT ALL ALL 0.0.0.0/0",
       "tcp 80 1.1.1.1", "unknown sg-a/2 ipm-lost"},
      {"index counts the rules that do not match", "DROP UDP 1 1.1.1.1; ACCEPT TCP 80 1.1.1.1",
       "tcp 80 1.1.1.1", "accept sg-a/1"},
  };
  CheckAll(cases);

  const Oracle oracle(MakeFacts("ACCEPT ALL ALL ipm-gone"));
  const Packet packet = MakePacketIn("tcp 80 1.1.1.1");
  CHECK(ToText(oracle.Judge(GroupList{{"sg-a", "sg-b"}}, packet)) == "unknown sg-a/0 ipm-gone");
  CHECK(ToText(oracle.Judge(GroupList{{"sg-a", "sg-bare"}}, packet)) == "unknown sg-bare");
}
