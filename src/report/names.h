#pragma once

#include <string>

#include "policy/finding.h"

// What objects and rules are called, in every language alike.
namespace portcullis::report {

// "Service shop/web", "SecurityGroup sg-base".
std::string NameOf(const policy::ObjectRef& object);

// "sg-base ingress 3", with the cloud's own index where that differs.
std::string NameOf(const policy::RuleLocation& rule);

}  // namespace portcullis::report
