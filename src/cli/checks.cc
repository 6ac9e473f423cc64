#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/suggestion.h"
#include "cli/commands.h"
#include "policy/check.h"
#include "report/check_list.h"

namespace portcullis::cli {
namespace {

struct ChecksOptions {
  std::string id;
  OutputFormat output = OutputFormat::kText;
  ColorMode color = ColorMode::kAuto;
  std::optional<message::Language> language;

  message::Language text_language() const {
    return language.value_or(message::Language::kEnglish);
  }
};

int ListChecks(const ChecksOptions& options) {
  const std::string out =
      options.output == OutputFormat::kJson
          ? report::CheckListJson()
          : report::CheckListText(report::Paint(WantsColor(options.color)),
                                  options.text_language());
  return Print(out) ? kExitOk : Fail("cannot write the list");
}

int ShowCheck(const ChecksOptions& options) {
  const std::string& id = options.id;
  const policy::Check* check = policy::FindCheck(id);
  if (check == nullptr) {
    std::vector<std::string_view> ids;
    for (const policy::Check& known : policy::AllChecks()) ids.push_back(known.id);
    const auto closest = Closest(id, ids);
    return Fail("there is no check \"" + id + "\"" +
                (closest ? "; did you mean " + std::string(*closest) + "?"
                         : "; see portcullis checks list"));
  }
  return Print(report::CheckText(*check, report::Paint(WantsColor(options.color)),
                                 options.text_language()))
             ? kExitOk
             : Fail("cannot write the check");
}

}  // namespace

void AddChecks(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ChecksOptions>();
  CLI::App* command = app.add_subcommand("checks", "The catalogue of checks");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand("list", "All checks, a line each");
  AddOutput(list, options->output);
  AddColor(list, options->color);
  AddLanguage(list, options->language);
  list->callback([options, &action] { action = [options] { return ListChecks(*options); }; });
  CLI::App* show = command->add_subcommand("show", "One check");
  show->add_option("id", options->id, "Its id")->required()->type_name("ID");
  AddColor(show, options->color);
  AddLanguage(show, options->language);
  show->callback([options, &action] { action = [options] { return ShowCheck(*options); }; });
}

}  // namespace portcullis::cli
