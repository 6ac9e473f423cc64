#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/input.h"
#include "cli/manifest_files.h"
#include "report/verify_report.h"
#include "suite/suite_reader.h"

namespace portcullis::cli {
namespace {

struct VerifyOptions {
  std::vector<std::string> suites;  // files, folders, or "-"
  std::string facts;
  std::string config;
  OutputFormat output = OutputFormat::kText;
  std::optional<message::Language> language;
  ColorMode color = ColorMode::kAuto;
};

std::string Render(const report::VerifyReport& report, const VerifyOptions& options,
                   message::Language language) {
  switch (options.output) {
    case OutputFormat::kJson: return report::VerifyReportJson(report);
    case OutputFormat::kJunit: return report::VerifyReportJunit(report);
    default:
      return report::VerifyReportText(report, report::Paint(WantsColor(options.color)), language);
  }
}

int Verify(const VerifyOptions& options) {
  Mistakes mistakes;
  const Documents documents = ReadDocuments(options.config, options.facts, mistakes);
  if (!mistakes.text().empty()) return Fail(mistakes.text());
  if (documents.facts == nullptr) {
    return Fail("verify: no facts; name them with --facts FILE, or in the config");
  }
  const auto files = ManifestFiles(options.suites);
  if (!files) return Fail(files.error().message);
  if (files->empty()) return Fail("verify: the folders hold no .yaml, .yml or .json file");

  const auto view =
      policy::ClusterView::Make(documents.facts, {}, documents.settings.expectations);
  suite::AskedLists lists(view);
  report::VerifyReport report{{}, documents.facts->observed_at};
  for (const std::string& file : *files) {
    const auto suites = mistakes.Take(ReadInput(file).and_then([&](std::string text) {
      return suite::ReadSuites(std::move(text), file == "-" ? "standard input" : file, lists);
    }));
    if (!suites) continue;
    for (const suite::PacketSuite& suite : *suites) {
      report.suites.push_back(suite::Verify(suite, *view));
    }
  }
  if (!mistakes.text().empty()) return Fail(mistakes.text());
  if (!Print(Render(report, options, options.language.value_or(documents.settings.language)))) {
    return Fail("cannot write the answer");
  }
  return report.AllPass() ? kExitOk : kExitFindings;
}

}  // namespace

void AddVerify(CLI::App& app, Action& action) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command =
      app.add_subcommand("verify", "Whether packets have the verdicts that a suite expects");
  command
      ->add_option("suites", options->suites,
                   "PacketSuite documents: files, folders, or - for standard input")
      ->required()
      ->type_name("FILE|DIR|-");
  AddFacts(command, options->facts);
  AddConfig(command, options->config);
  AddOutput(command, options->output,
            {OutputFormat::kText, OutputFormat::kJson, OutputFormat::kJunit});
  AddLanguage(command, options->language);
  AddColor(command, options->color);
  command->callback([options, &action] { action = [options] { return Verify(*options); }; });
}

}  // namespace portcullis::cli
