#pragma once

// What a CloudFacts document says about rules and what they refer to: text as the cloud writes it,
// one field here for one field there. An empty string is a field that is missing, null or "", which
// the document holds to be the same.

#include <optional>
#include <string>
#include <vector>

namespace portcullis::oracle {

struct Rule {
  std::string protocol;
  std::string port;
  std::string cidr_block;
  std::string ipv6_cidr_block;
  std::string security_group_id;
  std::string address_id;        // AddressTemplate.AddressId
  std::string address_group_id;  // AddressTemplate.AddressGroupId
  std::string service_id;        // ServiceTemplate.ServiceId
  std::string service_group_id;  // ServiceTemplate.ServiceGroupId
  std::string action;
};

struct PolicySet {
  std::vector<Rule> ingress;
  std::vector<Rule> egress;
};

struct SecurityGroup {
  std::string id;
  std::optional<PolicySet> policies;  // none: the facts list the group without its rules
};

struct AddressTemplate {
  std::string id;
  std::vector<std::string> addresses;
};

struct ServiceTemplate {
  std::string id;
  std::vector<std::string> services;
};

// Of address templates or of service templates.
struct TemplateGroup {
  std::string id;
  std::vector<std::string> templates;
};

// None: the facts do not say which groups; empty: they say that there is none.
using GroupList = std::optional<std::vector<std::string>>;

struct Instance {
  std::string id;
  std::string node_name;
  std::vector<std::string> private_addresses;
  std::vector<std::string> ipv6_addresses;
  std::vector<std::string> public_addresses;
  GroupList groups;
};

struct NetworkInterface {
  std::string id;
  std::string instance_id;
  std::vector<std::string> private_addresses;
  std::vector<std::string> ipv6_addresses;
  std::vector<std::string> groups;
};

struct Facts {
  bool instances_complete = false;
  std::vector<SecurityGroup> groups;
  std::vector<Instance> instances;
  std::vector<NetworkInterface> interfaces;
  std::vector<AddressTemplate> address_templates;
  std::vector<TemplateGroup> address_template_groups;
  std::vector<ServiceTemplate> service_templates;
  std::vector<TemplateGroup> service_template_groups;
};

}  // namespace portcullis::oracle
