#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/input.h"
#include "cli/manifest_files.h"
#include "cli/output_file.h"
#include "kube/manifest_reader.h"
#include "policy/evaluator.h"
#include "report/check_report.h"
#include "report/sarif.h"
#include "serve/version.h"

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
  std::string baseline;  // an earlier answer in JSON; empty: none
  OutputFormat output = OutputFormat::kText;
  std::vector<OutputFile> output_files;
  ColorMode color = ColorMode::kAuto;
  std::optional<message::Language> language;
};

struct NamedManifest {
  std::string file;
  kube::Manifest manifest;
};

// What the command line names, read.
struct Input {
  Documents documents;
  std::vector<NamedManifest> manifests;
  std::optional<report::Baseline> baseline;
};

const std::vector<OutputFormat> kFormats = {OutputFormat::kText, OutputFormat::kJson,
                                            OutputFormat::kSarif, OutputFormat::kJunit};

// Adds the mistakes of what cannot be read.
Input Read(const CheckOptions& options, Mistakes& mistakes) {
  Input input;
  input.documents = ReadDocuments(options.config, options.facts, mistakes);
  const auto files = mistakes.Take(ManifestFiles(options.manifests));
  for (const std::string& file : files.value_or(std::vector<std::string>())) {
    auto manifest = mistakes.Take(ReadInput(file).and_then(
        [&](std::string text) { return kube::ReadManifest(std::move(text), file); }));
    if (manifest) input.manifests.push_back({file, *std::move(manifest)});
  }
  if (!options.baseline.empty()) {
    input.baseline = mistakes.Take(ReadInput(options.baseline).and_then([&](std::string text) {
      return report::Baseline::Read(std::move(text), options.baseline);
    }));
  }
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

// What a Node brings beside itself: its group list.
void AddListOf(const cluster::Node& node, const policy::ClusterView& view,
               report::CheckReport& report) {
  const auto instance = view.InstanceOf(node);
  if (!instance || policy::JudgedAsOf(**instance, &node) == policy::JudgedAs::kNeither) return;
  report.lists.insert(view.ListOf(**instance).groups);
}

// The facts themselves: their instances, and all group lists.
void AddAll(const policy::ClusterView& view, report::CheckReport& report) {
  using Kind = policy::ObjectRef::Kind;
  report.nodes.clear();
  for (const auto* classes : {&view.workers(), &view.masters()}) {
    for (const policy::MemberClass& of_list : *classes) {
      report.lists.insert(of_list.list->groups);
      for (const policy::Member* member : of_list.members) {
        report.nodes.push_back(
            {member->node.empty() ? Kind::kInstance : Kind::kNode, "", member->name()});
      }
    }
  }
  for (const policy::JudgedList* list : view.pod_interface_lists()) {
    report.lists.insert(list->groups);
  }
}

std::vector<const policy::Check*> ChecksThatAreOn(const policy::Settings& settings) {
  std::vector<const policy::Check*> checks;
  for (const policy::Check& check : policy::AllChecks()) {
    if (policy::Evaluator::ActionOf(check, settings) != policy::Action::kOff) {
      checks.push_back(&check);
    }
  }
  return checks;
}

report::CheckReport Judge(const Input& input, const CheckOptions& options) {
  std::vector<cluster::Node> nodes;
  for (const NamedManifest& named : input.manifests) {
    nodes.insert(nodes.end(), named.manifest.nodes.begin(), named.manifest.nodes.end());
  }
  std::shared_ptr<const policy::ClusterView> view;
  if (input.documents.facts != nullptr) {
    view = policy::ClusterView::Make(input.documents.facts, std::move(nodes), input.documents.settings.expectations);
  }
  const auto known = view == nullptr ? policy::Evaluator::Facts::kMissing
                                     : policy::Evaluator::Facts::kKnown;
  const policy::Evaluator evaluator(input.documents.settings, view.get(), known,
                                    std::chrono::system_clock::now());
  using Kind = policy::ObjectRef::Kind;
  report::CheckReport report;
  for (const auto& [file, manifest] : input.manifests) {
    for (const cluster::Service& service : manifest.services) {
      Add(evaluator.OfService(service, nullptr, policy::DryRun::kNo), file, report.evaluation);
      report.services.push_back({Kind::kService, service.namespace_name, service.name});
    }
    for (const cluster::Node& node : manifest.nodes) {
      Add(evaluator.OfNode(node), file, report.evaluation);
      report.nodes.push_back({Kind::kNode, "", node.name});
      if (view != nullptr) AddListOf(node, *view, report);
    }
    report.skipped += manifest.skipped;
  }
  if (view != nullptr && (input.manifests.empty() || options.all)) {
    Add(evaluator.OfFacts(), "", report.evaluation);
    AddAll(*view, report);
  }
  report.evaluation.Normalize();
  report.checks = ChecksThatAreOn(input.documents.settings);
  report.fail_on = options.fail_on;
  report.baseline = input.baseline;
  if (input.documents.facts != nullptr) {
    report.facts = report::CheckReport::Facts{input.documents.facts->cluster_id, input.documents.facts->observed_at,
                                              input.documents.facts_file};
  }
  return report;
}

int ExitStatus(const report::CheckReport& report, const CheckOptions& options) {
  const policy::Evaluation& evaluation = report.evaluation;
  if (options.strict && !evaluation.not_evaluated.empty()) return kExitFailure;
  const bool counts = std::any_of(
      evaluation.findings.begin(), evaluation.findings.end(),
      [&](const policy::Finding& finding) { return report.Counts(finding); });
  return counts ? kExitFindings : kExitOk;
}

std::string Render(const report::CheckReport& report, OutputFormat format,
                   const report::Paint& paint, message::Language language) {
  switch (format) {
    case OutputFormat::kText: return report::CheckReportText(report, paint, language);
    case OutputFormat::kJson: return report::CheckReportJson(report);
    case OutputFormat::kSarif: {
      std::error_code ignored;
      const std::string folder = std::filesystem::current_path(ignored).string();
      return report::CheckReportSarif(report, {serve::kVersion, folder});
    }
    case OutputFormat::kJunit: return report::CheckReportJunit(report);
  }
  return "";
}

int RunCheck(const CheckOptions& options) {
  Mistakes mistakes;
  const Input input = Read(options, mistakes);
  if (!mistakes.text().empty()) return Fail(mistakes.text());
  if (input.manifests.empty() && input.documents.facts == nullptr) {
    return Fail("check: nothing to judge; name manifests (FILE, DIR or -), or --facts FILE");
  }
  const report::CheckReport report = Judge(input, options);
  const message::Language language =
      options.language.value_or(input.documents.settings.language);
  for (const OutputFile& file : options.output_files) {
    const std::string out = Render(report, file.format, report::Paint(false), language);
    if (const Status status = WriteFile(file.path, out); !status) mistakes.Add(status.error());
  }
  if (!Print(Render(report, options.output, report::Paint(WantsColor(options.color)), language))) {
    return Fail("cannot write the report");
  }
  return mistakes.text().empty() ? ExitStatus(report, options) : Fail(mistakes.text());
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
  command
      ->add_option("--baseline", options->baseline,
                   "An earlier answer of -o json; what it holds is listed, but does not count")
      ->type_name("FILE");
  AddOutput(command, options->output, kFormats);
  AddOutputFiles(command, kFormats, options->output_files);
  AddColor(command, options->color);
  AddLanguage(command, options->language);
  command->callback([options, &action] { action = [options] { return RunCheck(*options); }; });
}

}  // namespace portcullis::cli
