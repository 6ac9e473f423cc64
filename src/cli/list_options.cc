#include "cli/list_options.h"

namespace portcullis::cli {

CLI::Option* AddGroups(CLI::App* command, std::vector<std::string>& groups) {
  return command
      ->add_option("--groups", groups, "Ordered list of security groups, such as sg-a,sg-b")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ID,...");
}

void AddList(CLI::App* command, ListOptions& list) {
  AddGroups(command, list.groups);
  command->add_option("--instance", list.instance, "An instance of the facts")->type_name("ID");
  command->add_option("--node", list.node, "A node of the facts, by nodeName or address")
      ->type_name("NAME");
}

Result<policy::NamedLists::Named> FindList(const ListOptions& list,
                                           const policy::NamedLists& lists) {
  if (!list.groups.empty()) return lists.OfGroups(list.groups);
  if (!list.instance.empty()) return lists.OfInstance(list.instance);
  return lists.OfNode(list.node);
}

}  // namespace portcullis::cli
