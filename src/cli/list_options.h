#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "policy/named_list.h"

namespace portcullis::cli {

// Whose list of groups a command is about: one of these.
struct ListOptions {
  std::vector<std::string> groups;
  std::string instance;
  std::string node;
};

// --groups ID,...
CLI::Option* AddGroups(CLI::App* command, std::vector<std::string>& groups);

// --groups, --instance and --node.
void AddList(CLI::App* command, ListOptions& list);

// REQUIRES: one of the options is given.
Result<policy::NamedLists::Named> FindList(const ListOptions& list,
                                           const policy::NamedLists& lists);

}  // namespace portcullis::cli
