#include "facts/facts_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/rfc3339.h"

namespace portcullis::facts {
namespace {

const std::string kHead =
    "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\nobservedAt: 2026-11-20T08:00:00Z\n";

std::string Join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : " ") + text;
  return joined;
}

std::string Blocks(const secgroup::AddressSet& addresses) {
  std::vector<std::string> blocks;
  for (const auto& block : addresses.Blocks()) blocks.push_back(secgroup::BlockToString(block));
  return Join(blocks);
}

// The ports of TCP and UDP, and the protocols that have none.
std::string Services(const secgroup::ServiceSet& services) {
  std::vector<std::string> texts;
  for (const secgroup::Protocol protocol : secgroup::kProtocols) {
    for (const auto& [first, last] : services.ports(protocol).intervals()) {
      std::string text(secgroup::ToString(protocol));
      if (secgroup::HasPorts(protocol)) {
        text += ":" + std::to_string(first) + "-" + std::to_string(last);
      }
      texts.push_back(text);
    }
  }
  return Join(texts);
}

void AddRules(const std::vector<secgroup::Rule>& rules, secgroup::Direction direction,
              std::string& text) {
  for (const secgroup::Rule& rule : rules)
    text += "  " + secgroup::Describe(rule, direction) + '\n';
}

// All that the document says, a thing a line; what it does not say is left out.
std::string Describe(const cluster::Facts& facts) {
  std::string text;
  for (const auto& [id, group] : facts.inventory.groups) {
    text += id + (group.rules ? "" : " without rules") + '\n';
    if (!group.rules) continue;
    AddRules(group.rules->ingress, secgroup::Direction::kIngress, text);
    AddRules(group.rules->egress, secgroup::Direction::kEgress, text);
  }
  for (const cluster::Instance& instance : facts.instances) {
    text += instance.id + (instance.node_name.empty() ? "" : " is " + instance.node_name) +
            (instance.groups ? " in [" + Join(*instance.groups) + "]" : "");
    for (const auto& address : instance.private_addresses) text += " " + address.ToString();
    for (const auto& address : instance.ipv6_addresses) text += " " + address.ToString();
    text += '\n';
  }
  for (const cluster::NetworkInterface& interface : facts.network_interfaces) {
    text += interface.id + " of " + interface.instance_id + " in [" + Join(interface.groups) + "]";
    for (const auto& address : interface.addresses) text += " " + address.ToString();
    text += '\n';
  }
  const secgroup::Inventory& inventory = facts.inventory;
  for (const auto& [id, set] : inventory.address_templates) text += id + ": " + Blocks(set) + '\n';
  for (const auto& [id, set] : inventory.address_template_groups)
    text += id + ": " + Join(set) + '\n';
  for (const auto& [id, set] : inventory.service_templates)
    text += id + ": " + Services(set) + '\n';
  for (const auto& [id, set] : inventory.service_template_groups)
    text += id + ": " + Join(set) + '\n';
  if (facts.limits.rules_per_direction != 100 || facts.limits.expanded_rules != 512) {
    text += "limits " + std::to_string(facts.limits.rules_per_direction) + " " +
            std::to_string(facts.limits.expanded_rules) + '\n';
  }
  return text;
}

std::string Read(const std::string& text, const std::string& file_name = "f.yaml") {
  const auto facts = ReadFacts(text, file_name);
  return facts ? Describe(*facts) : facts.error().message;
}

// One group whose ingress rules are given, each on a line of its own from line 8 on.
std::string WithRules(const std::string& rules) {
  return kHead +
         "securityGroups:\n- SecurityGroupId: sg-a\n  SecurityGroupPolicySet:\n    Ingress:\n" +
         rules;
}

const std::string kRulePath = ": securityGroups[0].SecurityGroupPolicySet.Ingress[0]";

TEST_CASE("a document that says as little as it may") {
  const auto facts = ReadFacts(kHead, "f.yaml");
  REQUIRE(facts);
  CHECK(facts->observed_at == ParseRfc3339("2026-11-20T08:00:00Z"));
  CHECK(facts->cluster_type == cluster::ClusterType::kManaged);
  CHECK(facts->network.mode == cluster::NetworkMode::kGlobalRouter);
  CHECK(facts->network.nodes.Empty());
  CHECK_FALSE(facts->inventory.instances_complete);
  CHECK(facts->limits.rules_per_direction == 100);
  CHECK(facts->limits.expanded_rules == 512);
  CHECK(Describe(*facts).empty());
}

TEST_CASE("rules as the cloud writes them") {
  struct Case {
    std::string name;
    std::string rule;
    std::string want;
  };
  const Case cases[] = {
      {"a block", "{Protocol: TCP, Port: 80, CidrBlock: 10.0.0.0/8, Action: ACCEPT}",
       "ACCEPT TCP 80 from 10.0.0.0/8"},
      {"in any case", "{Protocol: tcp, Port: all, CidrBlock: 10.0.0.0/8, Action: Drop}",
       "DROP tcp all from 10.0.0.0/8"},
      {"empty fields beside the one that counts",
       "{Protocol: UDP, Port: '53', CidrBlock: '', Ipv6CidrBlock: '::/0', SecurityGroupId: null, "
       "AddressTemplate: {AddressId: '', AddressGroupId: ''}, Action: ACCEPT}",
       "ACCEPT UDP 53 from ::/0"},
      {"a group", "{Protocol: ALL, Port: ALL, SecurityGroupId: sg-b, Action: ACCEPT}",
       "ACCEPT ALL ALL from sg-b"},
      {"templates",
       "{ServiceTemplate: {ServiceId: ppm-a}, AddressTemplate: {AddressGroupId: ipmg-a}, Action: "
       "DROP}",
       "DROP ppm-a from ipmg-a"},
      {"templates beside ALL",
       "{Protocol: ALL, Port: all, ServiceTemplate: {ServiceGroupId: ppmg-a}, CidrBlock: "
       "10.0.0.0/8, "
       "Action: DROP}",
       "DROP ppmg-a from 10.0.0.0/8"},
      {"unknown fields",
       "{Protocol: ICMP, CidrBlock: 10.0.0.0/8, Action: ACCEPT, ModifyTime: '', New: {}}",
       "ACCEPT ICMP from 10.0.0.0/8"},
      {"a port beside ICMP counts for nothing",
       "{Protocol: ICMP, Port: 8, CidrBlock: 10.0.0.0/8, Action: ACCEPT}",
       "ACCEPT ICMP 8 from 10.0.0.0/8"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Read(WithRules("    - " + c.rule + "\n")) == "sg-a\n  " + c.want + "\n");
    }
  }
}

TEST_CASE("rules that cannot be read, with their place") {
  struct Case {
    std::string name;
    std::string rule;
    std::string want;  // behind "f.yaml:8:"
  };
  const Case cases[] = {
      {"two remotes", "{CidrBlock: 10.0.0.0/8, SecurityGroupId: sg-b, Action: DROP}",
       "7" + kRulePath +
           ": names more than one remote; a rule has one of CidrBlock, Ipv6CidrBlock, "
           "SecurityGroupId and AddressTemplate"},
      {"remotes of two families", "{CidrBlock: 10.0.0.0/8, Ipv6CidrBlock: '::/0', Action: DROP}",
       "7" + kRulePath +
           ": names more than one remote; a rule has one of CidrBlock, Ipv6CidrBlock, "
           "SecurityGroupId and AddressTemplate"},
      {"a port beside ALL", "{Protocol: ALL, Port: 80, Action: DROP}",
       "29" + kRulePath +
           ".Port: port \"80\" beside protocol ALL; use port ALL, or protocol TCP or UDP"},
      {"a port beside no protocol", "{Port: 80, Action: DROP}",
       "14" + kRulePath +
           ".Port: port \"80\" beside protocol ALL; use port ALL, or protocol TCP or UDP"},
      {"no protocol", "{Protocol: SCTP, Action: DROP}",
       "18" + kRulePath +
           ".Protocol: \"SCTP\" is no protocol; use TCP, UDP, ICMP, ICMPv6, GRE or ALL"},
      {"no action", "{Protocol: TCP}", "7" + kRulePath + ".Action: is required"},
      {"an IPv6 block in CidrBlock", "{CidrBlock: '::/0', Action: DROP}",
       "19" + kRulePath +
           ".CidrBlock: \"::/0\" is of the wrong family; CidrBlock is for IPv4, Ipv6CidrBlock for "
           "IPv6"},
      {"both templates",
       "{AddressTemplate: {AddressId: ipm-a, AddressGroupId: ipmg-a}, Action: DROP}",
       "25" + kRulePath +
           ".AddressTemplate: names both a template and a template group; a rule can use one of "
           "them"},
      {"a template beside a protocol",
       "{Protocol: TCP, ServiceTemplate: {ServiceId: ppm-a}, Action: DROP}",
       "40" + kRulePath +
           ".ServiceTemplate: stands beside a protocol; a rule can have one of them"},
      {"no rule at all", "text", "7" + kRulePath + ": must be an object, not text"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Read(WithRules("    - " + c.rule + "\n")) == "f.yaml:8:" + c.want);
    }
  }
}

TEST_CASE("PolicyIndex rises along the array, with gaps") {
  const auto rules = [](const std::vector<std::string>& indexes) {
    std::string text;
    for (const std::string& index : indexes) {
      text += "    - {" + (index.empty() ? "" : "PolicyIndex: " + index + ", ") + "Action: DROP}\n";
    }
    return WithRules(text);
  };
  struct Case {
    std::string name;
    std::vector<std::string> indexes;
    std::string want;  // empty: accepted
  };
  const std::string path = ": securityGroups[0].SecurityGroupPolicySet.Ingress";
  const Case cases[] = {
      {"from 0", {"0", "1", "2"}, ""},
      {"with gaps", {"3", "7", "100"}, ""},
      {"not given", {"", "", ""}, ""},
      {"given for some", {"0", "", "1"}, ""},
      {"the same twice",
       {"0", "0"},
       "f.yaml:9:21" + path +
           "[1].PolicyIndex: 0 at position 1 does not rise above 0 at position 0; array order is "
           "rule "
           "order"},
      {"backwards over one without",
       {"5", "", "4"},
       "f.yaml:10:21" + path +
           "[2].PolicyIndex: 4 at position 2 does not rise above 5 at position 0; array order is "
           "rule "
           "order"},
      {"negative",
       {"-1"},
       "f.yaml:8:21" + path +
           "[0].PolicyIndex: -1 is no whole number from 0 to 9223372036854775807"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto facts = ReadFacts(rules(c.indexes), "f.yaml");
      CHECK((facts ? "" : facts.error().message) == c.want);
    }
  }
}

TEST_CASE("every mistake is reported at once, in the order of the text") {
  CHECK(Read(R"(apiVersion: portcullis.dev/v1alpha1
kind: CloudFacts
network:
  nodeCidr: [10.0.0.0/16]
  containerCidrs: [172.16.0.0/33]
  mode: Flat
securityGroups:
- SecurityGroupId: sg-a
  SecurityGroupPolicySet:
    Ingress:
    - {Protocol: TCP, Port: 90-80, Action: ALLOW}
- SecurityGroupId: sg-a
instances:
- {InstanceId: ins-a, PrivateIpAddresses: [10.0.1.5/32], SecurityGroupIds: sg-a, role: NODE}
- {nodeName: node-a}
addressTemplates:
- {AddressTemplateId: ipm-a, AddressSet: [10.0.0.9-10.0.0.1]}
serviceTemplates:
- {ServiceTemplateId: ppm-a, ServiceSet: ["tcp:90-80"]}
securityGroupLimits: {SecurityGroupPolicyLimit: 0}
)") ==
        R"(f.yaml:1:1: observedAt: is required
f.yaml:4:3: network.nodeCidr: is not a field; did you mean nodeCidrs?
f.yaml:5:20: network.containerCidrs[0]: "172.16.0.0/33" is no CIDR block; use a block such as 10.0.0.0/8 or 2001:db8::/32, or a bare address
f.yaml:6:9: network.mode: "Flat" is not known; use one of GlobalRouter, VPC-CNI, GlobalRouter+VPC-CNI, CiliumOverlay
f.yaml:11:29: securityGroups[0].SecurityGroupPolicySet.Ingress[0].Port: "90-80" is no port range; use N, A-B with A <= B, a list of them, or ALL (ports are 0 to 65535)
f.yaml:11:44: securityGroups[0].SecurityGroupPolicySet.Ingress[0].Action: "ALLOW" is no action; use ACCEPT or DROP
f.yaml:12:20: securityGroups[1].SecurityGroupId: "sg-a" is given twice, first on line 8
f.yaml:14:44: instances[0].PrivateIpAddresses[0]: "10.0.1.5/32" is no address; use an IPv4 or IPv6 address such as 10.0.1.5 or 2001:db8::1, without a prefix length
f.yaml:14:76: instances[0].SecurityGroupIds: must be a list, not text
f.yaml:14:88: instances[0].role: "NODE" is not known; use one of WORKER, MASTER, ETCD, MASTER_ETCD
f.yaml:15:3: instances[1].InstanceId: is required
f.yaml:17:43: addressTemplates[0].AddressSet[0]: "10.0.0.9-10.0.0.1" is no member of an address template; use an address, a CIDR block, or A-B with A <= B of one family
f.yaml:19:43: serviceTemplates[0].ServiceSet[0]: "tcp:90-80" is no member of a service template; use protocol:ports such as tcp:80, tcp:80,443, udp:3000-4000, tcp:all, icmp or gre
f.yaml:20:49: securityGroupLimits.SecurityGroupPolicyLimit: 0 is no whole number from 1 to 2147483647)");
}

TEST_CASE("a mistake is one line, whatever the text holds") {
  const std::string message = Read(
      R"({"apiVersion": "portcullis.dev/v1alpha1", "kind": "CloudFacts", "observedAt": "2026-11-20T08:00:00Z",
 "network": {"nodeCidrs": ["10.0.0.0/8\nx", "10.0.0.1\u0000/8"]}})",
      "f.json");
  CHECK(message.starts_with(
      "f.json:2:28: network.nodeCidrs[0]: \"10.0.0.0/8\\nx\" is no CIDR block"));
  CHECK(message.find("\nf.json:2:45: network.nodeCidrs[1]: \"10.0.0.1\\u0000/8\" is no") !=
        std::string::npos);
}

TEST_CASE("an id is given once") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"instances", "instances: [{InstanceId: ins-a}, {InstanceId: ins-a}]",
       "f.yaml:4:47: instances[1].InstanceId: \"ins-a\" is given twice, first on line 4"},
      {"nodeNames",
       "instances: [{InstanceId: ins-a, nodeName: n}, {InstanceId: ins-b, nodeName: n}]",
       "f.yaml:4:77: instances[1].nodeName: \"n\" is given twice, first on line 4"},
      {"interfaces", "networkInterfaces: [{NetworkInterfaceId: e}, {NetworkInterfaceId: e}]",
       "f.yaml:4:67: networkInterfaces[1].NetworkInterfaceId: \"e\" is given twice, first on line "
       "4"},
      {"address templates", "addressTemplates: [{AddressTemplateId: i}, {AddressTemplateId: i}]",
       "f.yaml:4:64: addressTemplates[1].AddressTemplateId: \"i\" is given twice, first on line 4"},
      {"peers", "network: {peerClusters: [{name: p}, {name: p}]}",
       "f.yaml:4:44: network.peerClusters[1].name: \"p\" is given twice, first on line 4"},
      {"a key", "region: a\nregion: b",
       "f.yaml:5:1: key \"region\" is given twice; the first is at 4:1"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read(kHead + c.text + "\n") == c.want); }
  }
}

TEST_CASE("unknown fields are errors in our objects and nothing in the cloud's") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"root", "regon: x", "f.yaml:4:1: regon: is not a field; did you mean region?"},
      {"network", "network: {Mode: x}",
       "f.yaml:4:11: network.Mode: is not a field; did you mean mode?"},
      {"peer", "network: {peerClusters: [{name: p, nodeCidr: []}]}",
       "f.yaml:4:36: network.peerClusters[0].nodeCidr: is not a field; did you mean nodeCidrs?"},
      {"group", "securityGroups: [{SecurityGroupId: sg-a, IsDefault: false}]",
       "sg-a without rules\n"},
      {"instance", "instances: [{InstanceId: ins-a, Placement: {Zone: z}}]", "ins-a\n"},
      {"template", "addressTemplates: [{AddressTemplateId: ipm-a, CreatedTime: x}]", "ipm-a: \n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read(kHead + c.text + "\n") == c.want); }
  }
}

TEST_CASE("whole answers of the cloud are taken where its objects are") {
  const std::string want = R"(sg-a
  ACCEPT tcp 80 from 10.0.0.0/8
ins-a in [sg-a] 10.0.1.5 2001:db8::5
eni-a of ins-a in [sg-a] 10.0.1.6
ipm-a: 10.0.0.0/31
ipmg-a: ipm-a
ppm-a: tcp:80-80 icmp
ppmg-a: ppm-a
limits 200 1000
)";
  struct Field {
    std::string name;
    std::string key;  // in an answer
    std::string value;
  };
  const Field fields[] = {
      {"instances", "InstanceSet",
       R"([{"InstanceId":"ins-a","SecurityGroupIds":["sg-a"],"PrivateIpAddresses":["10.0.1.5"],"IPv6Addresses":["2001:db8::5"]}])"},
      {"networkInterfaces", "NetworkInterfaceSet",
       R"([{"NetworkInterfaceId":"eni-a","GroupSet":["sg-a"],"Attachment":{"InstanceId":"ins-a"},"PrivateIpAddressSet":[{"PrivateIpAddress":"10.0.1.6"}]}])"},
      {"addressTemplates", "AddressTemplateSet",
       R"([{"AddressTemplateId":"ipm-a","AddressSet":["10.0.0.0-10.0.0.1"]}])"},
      {"addressTemplateGroups", "AddressTemplateGroupSet",
       R"([{"AddressTemplateGroupId":"ipmg-a","AddressTemplateIdSet":["ipm-a"]}])"},
      {"serviceTemplates", "ServiceTemplateSet",
       R"([{"ServiceTemplateId":"ppm-a","ServiceSet":["tcp:80","icmp"]}])"},
      {"serviceTemplateGroups", "ServiceTemplateGroupSet",
       R"([{"ServiceTemplateGroupId":"ppmg-a","ServiceTemplateIdSet":["ppm-a"]}])"},
      {"securityGroupLimits", "SecurityGroupLimitSet",
       R"({"SecurityGroupPolicyLimit":200,"SecurityGroupExtendedPolicyLimit":1000})"},
  };
  const std::string policy_set =
      R"({"Version":"3","Ingress":[{"Protocol":"tcp","Port":"80","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}],"Egress":[]})";
  struct Case {
    std::string name;
    std::string before;  // the key of an answer
    std::string after;
  };
  // A key that stands in for the name of the answer's field.
  const std::string key = "KEY";
  const Case cases[] = {
      {"the objects alone", "", ""},
      {"the content of an answer", "{\"TotalCount\":1,\"KEY\":", "}"},
      {"whole answers", "{\"Response\":{\"RequestId\":\"r\",\"KEY\":", "}}"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto wrap = [&](const std::string& answer_key, const std::string& value) {
        std::string before = c.before;
        if (const auto at = before.find(key); at != std::string::npos) {
          before.replace(at, key.size(), answer_key);
        }
        return before + value + c.after;
      };
      std::string text =
          R"({"apiVersion":"portcullis.dev/v1alpha1","kind":"CloudFacts","observedAt":"2026-11-20T08:00:00Z",)"
          R"("securityGroups":[{"SecurityGroupId":"sg-a","SecurityGroupPolicySet":)" +
          wrap("SecurityGroupPolicySet", policy_set) + "}]";
      for (const Field& field : fields) {
        text += ",\"" + field.name + "\":" + wrap(field.key, field.value);
      }
      text += "}";
      CHECK(Read(text, "f.json") == want);
      // JSON is YAML too.
      CHECK(Read(text, "f.yaml") == want);
    }
  }
}

TEST_CASE("an empty list is known, a missing one is not") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"a group without rules", "securityGroups: [{SecurityGroupId: sg-a}]",
       "sg-a without rules\n"},
      {"null", "securityGroups: [{SecurityGroupId: sg-a, SecurityGroupPolicySet: null}]",
       "sg-a without rules\n"},
      {"no rules", "securityGroups: [{SecurityGroupId: sg-a, SecurityGroupPolicySet: {}}]",
       "sg-a\n"},
      {"an instance without groups", "instances: [{InstanceId: ins-a}]", "ins-a\n"},
      {"no groups", "instances: [{InstanceId: ins-a, SecurityGroupIds: []}]", "ins-a in []\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read(kHead + c.text + "\n") == c.want); }
  }
}

TEST_CASE("a group's members are the private addresses of what is bound to it") {
  const auto facts = ReadFacts(kHead + R"(instancesComplete: true
instances:
- {InstanceId: ins-a, SecurityGroupIds: [sg-a, sg-b], PrivateIpAddresses: [10.0.1.5], IPv6Addresses: ["2001:db8::5"], PublicIpAddresses: [203.0.113.5]}
- {InstanceId: ins-b, PrivateIpAddresses: [10.0.1.6]}
networkInterfaces:
- {NetworkInterfaceId: eni-a, GroupSet: [sg-b], PrivateIpAddressSet: [{PrivateIpAddress: 10.0.1.7, PublicIpAddress: 203.0.113.7}], Ipv6AddressSet: [{Address: "2001:db8::7"}]}
)",
                               "f.yaml");
  REQUIRE(facts);
  CHECK(facts->inventory.instances_complete);
  const auto members = [&](const std::string& group) {
    const auto& bound = facts->inventory.bound_addresses.at(group);
    return Blocks(secgroup::AddressSet(bound.v4).Union(secgroup::AddressSet(bound.v6)));
  };
  CHECK(members("sg-a") == "10.0.1.5/32 2001:db8::5/128");
  CHECK(members("sg-b") == "10.0.1.5/32 10.0.1.7/32 2001:db8::5/128 2001:db8::7/128");
}

TEST_CASE("what is no CloudFacts document is refused as such") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", "", "f.yaml: holds 0 documents; a facts file is one"},
      {"two documents", kHead + "---\n" + kHead, "f.yaml: holds 2 documents; a facts file is one"},
      {"another kind, and nothing else is said",
       "apiVersion: portcullis.dev/v1alpha1\nkind: PortcullisConfig\nchecks: {}\n",
       "f.yaml:2:7: kind: \"PortcullisConfig\" is not what is read here; use CloudFacts"},
      {"another version", "apiVersion: v1\nkind: CloudFacts\n",
       "f.yaml:1:13: apiVersion: \"v1\" is not what is read here; use portcullis.dev/v1alpha1"},
      {"no time", "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\nobservedAt: today\n",
       "f.yaml:3:13: observedAt: \"today\" is no time; use 2026-11-20T08:00:00Z"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read(c.text) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::facts
