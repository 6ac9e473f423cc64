#include "report/names.h"

#include "message/text.h"

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

std::string NameOf(const cluster::Instance& instance) {
  if (instance.node_name.empty()) return instance.id;
  return instance.node_name + " (" + instance.id + ")";
}

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

std::string GroupsText(const std::vector<std::string>& groups, message::Language language) {
  return groups.empty() ? Render("none"_msg, {}, language) : Joined(groups);
}

std::string JoinedOf(std::size_t count, const std::vector<std::string>& names,
                     message::Language language) {
  if (count == names.size()) return Joined(names);
  return Render("{names} and {count} more"_msg,
                {{"names", Joined(names)}, {"count", std::to_string(count - names.size())}}, language);
}

}  // namespace portcullis::report
