#pragma once

#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/finding.h"

namespace portcullis::policy {

struct ServiceInput;
struct NodeInput;
struct ListInput;
struct GroupInput;

// A named predicate over one Service, one Node, one group list, or one group. Pure: the same input gives
// the same findings. A check adds what it finds, and what it could not judge, to the evaluation; the evaluator
// fills in id, severity and action from the catalogue and the settings, and applies exemptions.
struct Check {
  using OfService = void (*)(const ServiceInput&, Evaluation&);
  using OfNode = void (*)(const NodeInput&, Evaluation&);
  using OfList = void (*)(const ListInput&, Evaluation&);
  using OfGroup = void (*)(const GroupInput&, Evaluation&);

  std::string_view id;     // kebab-case and permanent; also the name of docs/checks/<id>.md
  message::Sentence title;  // what it flags, a line
  Severity severity;       // of its worst finding; a finding may say less
  Action action;
  std::string_view requirements;  // rows of the recommended practice, separated by commas; may be empty
  std::string_view needs;         // "facts", "facts,nodes" or ""
  std::variant<OfService, OfNode, OfList, OfGroup> find;

  // Whether a change at admission can introduce the finding, so that `deny` may be set.
  bool may_deny;

  bool NeedsFacts() const { return !needs.empty(); }
};

// What a check is about, as `checks list` shows it: "Service", "Node", "list" or "group".
std::string_view ObjectOf(const Check& check);

// The rows of the recommended practice that its findings may name.
std::vector<std::string_view> RowsOf(const Check& check);

// Every check there is, in the order of the documentation.
std::span<const Check> AllChecks();

// The check of this id, or null.
const Check* FindCheck(std::string_view id);

}  // namespace portcullis::policy
