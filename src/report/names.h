#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cluster/facts.h"
#include "message/language.h"
#include "policy/finding.h"

// What objects and rules are called.
namespace portcullis::report {

// "Service shop/web", "SecurityGroup sg-base".
std::string NameOf(const policy::ObjectRef& object);

// "sg-base ingress 3", with the cloud's own index where that differs.
std::string NameOf(const policy::RuleLocation& rule);

// "10.0.1.5 (ins-a1b2c3d4)", or the id alone where the node is not known.
std::string NameOf(const cluster::Instance& instance);

// "sg-base, sg-node".
std::string Joined(const std::vector<std::string>& names);

// "sg-base, sg-node" as a list of groups; "none" where there is none.
std::string GroupsText(const std::vector<std::string>& groups, message::Language language);

// "10.0.1.4, 10.0.1.5 and 3 more", for the first names of `count`.
std::string JoinedOf(std::size_t count, const std::vector<std::string>& names,
                     message::Language language);

}  // namespace portcullis::report
