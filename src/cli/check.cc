#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/manifest_files.h"
#include "config/config_reader.h"
#include "kube/manifest_reader.h"
#include "policy/evaluator.h"
#include "policy/peers.h"
#include "report/check_report.h"

namespace portcullis::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> manifests;  // files, folders, or "-"; none: the facts themselves
  std::string facts;
  std::string config;
  bool all = false;  // manifests and the facts themselves
  // The least severity that counts; nothing: none does.
  std::optional<policy::Severity> fail_on = policy::Severity::kMedium;
  bool strict = false;  // what could not be judged is a failure
  OutputFormat output = OutputFormat::kText;
  ColorMode color = ColorMode::kAuto;
  std::optional<message::Language> language;
};

struct NamedManifest {
  std::string file;
  kube::Manifest manifest;
};

// What the command line names, read.
struct Input {
  policy::Settings settings;
  std::shared_ptr<const cluster::Facts> facts;  // null: none
  std::vector<NamedManifest> manifests;
};

// The mistakes of all inputs, so that all are reported at once.
class Mistakes {
 public:
  void Add(const Error& error) { text_ += (text_.empty() ? "" : "\n") + error.message; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

Result<Input> Read(const CheckOptions& options) {
  Input input;
  Mistakes mistakes;
  std::string facts_file = options.facts;
  if (!options.config.empty()) {
    auto text = ReadInput(options.config);
    auto config = text ? config::ReadConfig(*std::move(text), options.config)
                       : Result<config::Config>(tl::unexpected(text.error()));
    if (config) {
      const auto file = config::FactsFile(*config, options.config, options.facts);
      if (file) {
        facts_file = *file;
      } else {
        mistakes.Add(file.error());
      }
      input.settings = std::move(config->settings);
    } else {
      mistakes.Add(config.error());
    }
  }
  if (!facts_file.empty()) {
    auto facts = LoadFacts(facts_file);
    const Status agreed = facts ? policy::AgreeOnPeers(*facts, facts_file,
                                                       input.settings.expectations, options.config)
                                : Status();
    if (!agreed) mistakes.Add(agreed.error());
    if (facts) {
      input.facts = std::make_shared<const cluster::Facts>(*std::move(facts));
    } else {
      mistakes.Add(facts.error());
    }
  }
  const auto files = ManifestFiles(options.manifests);
  if (!files) return tl::unexpected(files.error());
  for (const std::string& file : *files) {
    auto text = ReadInput(file);
    auto manifest = text ? kube::ReadManifest(*std::move(text), file)
                         : Result<kube::Manifest>(tl::unexpected(text.error()));
    if (manifest) {
      input.manifests.push_back({file, *std::move(manifest)});
    } else {
      mistakes.Add(manifest.error());
    }
  }
  if (!mistakes.text().empty()) return InvalidArgument(mistakes.text());
  return input;
}

void Add(policy::Evaluation found, const std::string& file, policy::Evaluation& total) {
  // What a Node brings about its group list stands in no file.
  const auto place = [&](policy::Finding& finding) {
    if (finding.source.line > 0) finding.source_file = file;
  };
  std::for_each(found.findings.begin(), found.findings.end(), place);
  for (policy::Exempted& exempted : found.exempted) place(exempted.finding);
  std::move(found.findings.begin(), found.findings.end(), std::back_inserter(total.findings));
  std::move(found.exempted.begin(), found.exempted.end(), std::back_inserter(total.exempted));
  std::move(found.notices.begin(), found.notices.end(), std::back_inserter(total.notices));
  std::move(found.not_evaluated.begin(), found.not_evaluated.end(),
            std::back_inserter(total.not_evaluated));
}

report::CheckReport Judge(const Input& input, const CheckOptions& options) {
  std::vector<cluster::Node> nodes;
  for (const NamedManifest& named : input.manifests) {
    nodes.insert(nodes.end(), named.manifest.nodes.begin(), named.manifest.nodes.end());
  }
  std::shared_ptr<const policy::ClusterView> view;
  if (input.facts != nullptr) {
    view = policy::ClusterView::Make(input.facts, std::move(nodes), input.settings.expectations);
  }
  const auto known = view == nullptr ? policy::Evaluator::Facts::kMissing
                                     : policy::Evaluator::Facts::kKnown;
  const policy::Evaluator evaluator(input.settings, view.get(), known,
                                    std::chrono::system_clock::now());
  report::CheckReport report;
  for (const auto& [file, manifest] : input.manifests) {
    for (const cluster::Service& service : manifest.services) {
      Add(evaluator.OfService(service, nullptr, policy::DryRun::kNo), file, report.evaluation);
    }
    for (const cluster::Node& node : manifest.nodes) {
      Add(evaluator.OfNode(node), file, report.evaluation);
    }
    report.services += manifest.services.size();
    report.nodes += manifest.nodes.size();
    report.skipped += manifest.skipped;
  }
  if (view != nullptr && (input.manifests.empty() || options.all)) {
    Add(evaluator.OfFacts(), "", report.evaluation);
    report.nodes = 0;
    for (const auto* classes : {&view->workers(), &view->masters()}) {
      for (const policy::MemberClass& of_list : *classes) report.nodes += of_list.members.size();
    }
  }
  report.evaluation.Normalize();
  if (input.facts != nullptr) {
    report.facts = report::CheckReport::Facts{input.facts->cluster_id, input.facts->observed_at};
  }
  return report;
}

int ExitStatus(const policy::Evaluation& evaluation, const CheckOptions& options) {
  if (options.strict && !evaluation.not_evaluated.empty()) return kExitFailure;
  const bool counts = options.fail_on &&
                      std::any_of(evaluation.findings.begin(), evaluation.findings.end(),
                                  [&](const policy::Finding& finding) {
                                    return finding.severity >= *options.fail_on;
                                  });
  return counts ? kExitFindings : kExitOk;
}

int RunCheck(const CheckOptions& options) {
  const auto input = Read(options);
  if (!input) return Fail(input.error().message);
  if (input->manifests.empty() && input->facts == nullptr) {
    return Fail("check: nothing to judge; name manifests (FILE, DIR or -), or --facts FILE");
  }
  const report::CheckReport report = Judge(*input, options);
  const std::string out =
      options.output == OutputFormat::kJson ? report::CheckReportJson(report)
                   : report::CheckReportText(report, report::Paint(WantsColor(options.color)),
                                             options.language.value_or(input->settings.language));
  if (!Print(out)) return Fail("cannot write the report");
  return ExitStatus(report.evaluation, options);
}

}  // namespace

void AddCheck(CLI::App& app, Action& action) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Judge manifests, or the facts themselves");
  command
      ->add_option("manifests", options->manifests,
                   "Manifests: files, folders, or - for standard input")
      ->type_name("FILE|DIR|-");
  AddFacts(command, options->facts);
  AddConfig(command, options->config);
  command->add_flag("--all", options->all, "Judge manifests and the facts themselves");
  using policy::Severity;
  AddChoice<std::optional<Severity>>(
      command, "--fail-on",
      "Least severity that makes the exit status 1: critical, high, medium (default), low, info or none",
      {{"critical", Severity::kCritical},
       {"high", Severity::kHigh},
       {"medium", Severity::kMedium},
       {"low", Severity::kLow},
       {"info", Severity::kInfo},
       {"none", std::nullopt}},
      options->fail_on)
      ->type_name("SEVERITY");
  command->add_flag("--strict", options->strict, "Exit with 2 if anything could not be judged");
  AddOutput(command, options->output);
  AddColor(command, options->color);
  AddLanguage(command, options->language);
  command->callback([options, &action] { action = [options] { return RunCheck(*options); }; });
}

}  // namespace portcullis::cli
