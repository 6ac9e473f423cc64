#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/list_options.h"
#include "policy/facts_difference.h"
#include "report/facts_difference.h"

namespace portcullis::cli {
namespace {

struct DiffOptions {
  std::string before;
  std::string after;
  std::vector<std::string> groups;  // none: the lists of the instances
  OutputFormat output = OutputFormat::kText;
  std::optional<message::Language> language;
  ColorMode color = ColorMode::kAuto;
};

std::shared_ptr<const policy::ClusterView> ViewOf(cluster::Facts facts) {
  return policy::ClusterView::Make(std::make_shared<const cluster::Facts>(std::move(facts)), {},
                                   {});
}

// A group that neither document holds is a slip of the pen; one that only one holds was made or
// deleted.
Status CheckGroups(const DiffOptions& options, const policy::ClusterView& before,
                   const policy::ClusterView& after) {
  for (const std::string& group : options.groups) {
    if (before.facts().inventory.FindGroup(group) == nullptr &&
        after.facts().inventory.FindGroup(group) == nullptr) {
      return MakeError(Error::Code::kNotFound, "group \"" + group + "\" is neither in " +
                                                   options.before + " nor in " + options.after);
    }
  }
  return {};
}

int Diff(const DiffOptions& options) {
  auto facts_before = LoadFacts(options.before);
  auto facts_after = LoadFacts(options.after);
  if (!facts_before && !facts_after) {
    return Fail(facts_before.error().message + '\n' + facts_after.error().message);
  }
  if (!facts_before) return Fail(facts_before.error().message);
  if (!facts_after) return Fail(facts_after.error().message);
  const auto before = ViewOf(*std::move(facts_before));
  const auto after = ViewOf(*std::move(facts_after));
  if (const Status status = CheckGroups(options, *before, *after); !status) {
    return Fail(status.error().message);
  }
  const policy::FactsDifference difference =
      options.groups.empty() ? policy::CompareInstances(*before, *after)
                             : policy::CompareList(*before, *after, options.groups);
  const std::string out =
      options.output == OutputFormat::kJson
          ? report::FactsDifferenceJson(difference)
          : report::FactsDifferenceText(difference, *before, *after, TerminalColumns(),
                                        report::Paint(WantsColor(options.color)),
                                        options.language.value_or(message::Language::kEnglish));
  if (!Print(out)) return Fail("cannot write the difference");
  return difference.HasEffect() ? kExitFindings : kExitOk;
}

}  // namespace

void AddDiff(CLI::App& app, Action& action) {
  const auto options = std::make_shared<DiffOptions>();
  CLI::App* command =
      app.add_subcommand("diff", "Which packets two states of the facts decide differently");
  command->add_option("before", options->before, "CloudFacts document (YAML or JSON)")
      ->required()
      ->type_name("FILE");
  command->add_option("after", options->after, "CloudFacts document (YAML or JSON)")
      ->required()
      ->type_name("FILE");
  AddGroups(command, options->groups);
  AddOutput(command, options->output);
  AddLanguage(command, options->language);
  AddColor(command, options->color);
  command->callback([options, &action] { action = [options] { return Diff(*options); }; });
}

}  // namespace portcullis::cli
