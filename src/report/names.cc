#include "report/names.h"

namespace portcullis::report {

std::string NameOf(const policy::ObjectRef& object) {
  std::string name(ToString(object.kind));
  name += ' ';
  if (!object.namespace_name.empty()) name += object.namespace_name + '/';
  return name + object.name;
}

std::string NameOf(const policy::RuleLocation& rule) {
  std::string name = rule.group + ' ' + std::string(secgroup::ToString(rule.direction));
  if (rule.index) name += ' ' + std::to_string(*rule.index);
  if (rule.policy_index) name += " (PolicyIndex " + std::to_string(*rule.policy_index) + ")";
  return name;
}

}  // namespace portcullis::report
