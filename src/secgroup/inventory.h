#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "secgroup/address_set.h"
#include "secgroup/rule.h"
#include "secgroup/service_set.h"

namespace portcullis::secgroup {

// Everything that rules are made of and refer to: groups, templates, and which addresses are bound to
// which group. What is not listed is not known.
struct Inventory {
  // Private addresses of the instances and network interfaces bound to one group.
  struct BoundAddresses {
    std::vector<AddressRange> v4;
    std::vector<AddressRange> v6;
  };

  std::map<GroupId, SecurityGroup> groups;
  std::map<TemplateId, AddressSet> address_templates;
  std::map<TemplateId, std::vector<TemplateId>> address_template_groups;
  std::map<TemplateId, ServiceSet> service_templates;
  std::map<TemplateId, std::vector<TemplateId>> service_template_groups;
  std::map<GroupId, BoundAddresses> bound_addresses;
  // Whether bound_addresses names everything that is bound to the groups listed here.
  bool instances_complete = false;

  const SecurityGroup* FindGroup(const GroupId& id) const {
    const auto found = groups.find(id);
    return found == groups.end() ? nullptr : &found->second;
  }
};

}  // namespace portcullis::secgroup
