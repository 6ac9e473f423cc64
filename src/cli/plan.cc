#include "plan/plan.h"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/input.h"
#include "cli/manifest_files.h"
#include "cli/mistakes.h"
#include "policy/check.h"
#include "report/plan_report.h"

namespace portcullis::cli {
namespace {

struct PlanOptions {
  std::vector<std::string> manifests;  // files, folders, or "-"
  std::string facts;
  std::string config;
  std::vector<std::string> checks;  // ids; none: those that end in -not-admitted
  OutputFormat output = OutputFormat::kText;
  std::optional<message::Language> language;
  ColorMode color = ColorMode::kAuto;
};

// Adds the mistakes of what cannot be read.
plan::PlanInput Read(const PlanOptions& options, Mistakes& mistakes) {
  plan::PlanInput input;
  Documents documents = ReadDocuments(options.config, options.facts, mistakes);
  input.facts = std::move(documents.facts);
  input.settings = std::move(documents.settings);
  input.now = std::chrono::system_clock::now();
  const auto files = mistakes.Take(ManifestFiles(options.manifests));
  for (const std::string& file : files.value_or(std::vector<std::string>())) {
    auto manifest = mistakes.Take(LoadManifest(file));
    if (!manifest) continue;
    std::move(manifest->services.begin(), manifest->services.end(),
              std::back_inserter(input.services));
    std::move(manifest->nodes.begin(), manifest->nodes.end(), std::back_inserter(input.nodes));
  }
  for (const std::string& id : options.checks) {
    if (policy::FindCheck(id) == nullptr) {
      mistakes.Add({Error::Code::kInvalidArgument,
                    "--checks: there is no check " + Quoted(id) + "; see portcullis checks list"});
    }
    input.checks.insert(id);
  }
  return input;
}

int MakePlan(const PlanOptions& options) {
  Mistakes mistakes;
  const plan::PlanInput input = Read(options, mistakes);
  if (!mistakes.text().empty()) return Fail(mistakes.text());
  if (input.facts == nullptr) {
    return Fail("plan: no facts; name them with --facts FILE, or in the config");
  }
  const plan::Plan plan = plan::MakePlan(input);
  const std::string out = options.output == OutputFormat::kJson
                              ? report::PlanJson(plan)
                              : report::PlanText(plan, report::Paint(WantsColor(options.color)),
                                                 options.language.value_or(input.settings.language));
  if (!Print(out)) return Fail("cannot write the plan");
  return plan.unrepaired.empty() ? kExitOk : kExitFindings;
}

}  // namespace

void AddPlan(CLI::App& app, Action& action) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App* command =
      app.add_subcommand("plan", "Rule changes that repair what is not admitted, with a proof");
  command
      ->add_option("manifests", options->manifests,
                   "Manifests to judge beside the facts: files, folders, or - for standard input")
      ->type_name("FILE|DIR|-");
  AddFacts(command, options->facts);
  AddConfig(command, options->config);
  command
      ->add_option("--checks", options->checks,
                   "Repair the findings of these checks; default: those named *-not-admitted")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ID,...");
  AddOutput(command, options->output);
  AddLanguage(command, options->language);
  AddColor(command, options->color);
  command->callback([options, &action] { action = [options] { return MakePlan(*options); }; });
}

}  // namespace portcullis::cli
