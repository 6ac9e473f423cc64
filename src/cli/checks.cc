#include "cli/checks.h"

#include <vector>

#include "json/suggestion.h"
#include "policy/check.h"
#include "report/check_list.h"

namespace portcullis::cli {

int ListChecks(bool json, ColorMode color) {
  const std::string out =
      json ? report::CheckListJson() : report::CheckListText(report::Paint(WantsColor(color)));
  return Print(out) ? kExitOk : Fail("cannot write the list");
}

int ShowCheck(const std::string& id, ColorMode color) {
  const policy::Check* check = policy::FindCheck(id);
  if (check == nullptr) {
    std::vector<std::string_view> ids;
    for (const policy::Check& known : policy::AllChecks()) ids.push_back(known.id);
    const auto closest = json::Closest(id, ids);
    return Fail("there is no check \"" + id + "\"" +
                (closest ? "; did you mean " + std::string(*closest) + "?"
                         : "; see portcullis checks list"));
  }
  return Print(report::CheckText(*check, report::Paint(WantsColor(color))))
             ? kExitOk
             : Fail("cannot write the check");
}

}  // namespace portcullis::cli
