#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/policy/cluster.h"

// Short forms to write groups and who has them.
namespace portcullis::plan {

inline std::vector<std::string> Split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(by, start), text.size());
    if (end > start) parts.push_back(text.substr(start, end - start));
    start = end + by.size();
  }
  return parts;
}

// "ACCEPT TCP 30080 10.0.0.0/8" as the API writes it. The remote may be an address template (ipm-)
// or a group (sg-).
inline std::string RuleYaml(const std::string& rule) {
  const auto words = Split(rule, " ");
  const std::string& remote = words.at(3);
  std::string key = "CidrBlock: '" + remote + "'";
  if (remote.find(':') != std::string::npos) key = "Ipv6CidrBlock: '" + remote + "'";
  if (remote.starts_with("sg-")) key = "SecurityGroupId: " + remote;
  if (remote.starts_with("ipm-")) key = "AddressTemplate: {AddressId: " + remote + "}";
  return "{Action: " + words[0] + ", Protocol: " + words[1] + ", Port: '" + words[2] + "', " + key +
         "}";
}

// "ACCEPT ALL ALL 10.0.0.0/8; DROP ..."
inline std::string RulesYaml(const std::string& rules) {
  std::vector<std::string> entries;
  for (const std::string& rule : Split(rules, "; ")) entries.push_back(RuleYaml(rule));
  return "[" + policy::Join(entries, ", ") + "]";
}

struct Group {
  std::string id;
  std::string ingress;
  std::string egress = "ACCEPT ALL ALL 0.0.0.0/0";
};

// Facts of these groups (version 7) and of one node for each list ("sg-a,sg-b"): ins-0
// with 10.0.0.1 has the first, and so on.
inline std::shared_ptr<const cluster::Facts> FactsOf(const std::vector<Group>& groups,
                                                     const std::vector<std::string>& lists,
                                                     const std::string& rest = "") {
  std::string text = "region: ap-guangzhou\ninstancesComplete: true\nsecurityGroups:\n";
  for (const Group& group : groups) {
    text += "- {SecurityGroupId: " + group.id +
            ", SecurityGroupPolicySet: {Version: '7', Ingress: " + RulesYaml(group.ingress) +
            ", Egress: " + RulesYaml(group.egress) + "}}\n";
  }
  text += "instances:\n";
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const std::string address = "10.0.0." + std::to_string(i + 1);
    text += "- {InstanceId: ins-" + std::to_string(i) + ", nodeName: " + address +
            ", PrivateIpAddresses: [" + address + "], SecurityGroupIds: [" + lists[i] + "]}\n";
  }
  if (rest.find("network:") == std::string::npos) {
    text += "network: {containerCidrs: [172.16.0.0/16], nodeCidrs: [10.0.0.0/16]}\n";
  }
  return policy::FactsOf(text + rest);
}

inline cluster::Service NodePortService(const std::string& name, std::uint16_t node_port) {
  cluster::Service service;
  service.namespace_name = "shop";
  service.name = name;
  service.type = cluster::ServiceType::kNodePort;
  service.ports = {{"", cluster::ServiceProtocol::kTcp, 80, node_port, true, {}}};
  return service;
}

}  // namespace portcullis::plan
