#include "report/exposure.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/list_options.h"
#include "cli/manifest_files.h"
#include "policy/backends.h"
#include "policy/node_port.h"
#include "policy/wording.h"
#include "report/names.h"

namespace portcullis::cli {
namespace {

struct ExposureOptions {
  std::string facts;
  std::string config;
  ListOptions list;
  std::string service;                 // NAMESPACE/NAME; empty: the list
  std::vector<std::string> manifests;  // where the Service stands, and the Nodes
  secgroup::Direction direction = secgroup::Direction::kIngress;
  OutputFormat output = OutputFormat::kText;
  std::optional<message::Language> language;
  ColorMode color = ColorMode::kAuto;
};

// The objects of all manifests.
Result<kube::Manifest> ReadManifests(const std::vector<std::string>& arguments) {
  const auto files = ManifestFiles(arguments);
  if (!files) return tl::unexpected(files.error());
  kube::Manifest all;
  for (const std::string& file : *files) {
    auto manifest = LoadManifest(file);
    if (!manifest) return tl::unexpected(manifest.error());
    std::move(manifest->services.begin(), manifest->services.end(),
              std::back_inserter(all.services));
    std::move(manifest->nodes.begin(), manifest->nodes.end(), std::back_inserter(all.nodes));
  }
  return all;
}

Result<const cluster::Service*> FindService(const std::string& name,
                                            const kube::Manifest& manifest) {
  const cluster::Service* found = nullptr;
  for (const cluster::Service& service : manifest.services) {
    if (service.namespace_name + '/' + service.name != name) continue;
    if (found != nullptr) {
      return InvalidArgument("Service \"" + name + "\" stands in the manifests more than once");
    }
    found = &service;
  }
  if (found != nullptr) return found;
  const bool is_name = name.find('/') != std::string::npos;
  return MakeError(Error::Code::kNotFound,
                   "Service \"" + name + "\" is not in the manifests" +
                       (is_name ? "" : "; use NAMESPACE/NAME, such as default/" + name));
}

Result<report::Exposure> ExposureOfList(const cluster::Facts& facts,
                                        const ExposureOptions& options) {
  const policy::NamedLists lists(facts);
  const auto named = FindList(options.list, lists);
  if (!named) return tl::unexpected(named.error());
  auto list = MakePartitionedList(facts.inventory, named->groups, options.direction);
  report::Exposure exposure{std::move(list.rules), std::move(list.partition.accepted),
                            std::move(list.partition.unknown)};
  exposure.instance = options.list.instance;
  exposure.node = options.list.node;
  if (named->instance != nullptr) exposure.host = report::NameOf(*named->instance);
  return exposure;
}

Result<report::ServiceExposure> ExposureOfService(cluster::Facts facts,
                                                  const policy::Settings& settings,
                                                  const ExposureOptions& options) {
  auto manifest = ReadManifests(options.manifests);
  if (!manifest) return tl::unexpected(manifest.error());
  const auto service = FindService(options.service, *manifest);
  if (!service) return tl::unexpected(service.error());
  const auto view =
      policy::ClusterView::Make(std::make_shared<const cluster::Facts>(std::move(facts)),
                                std::move(manifest->nodes), settings.expectations);
  const policy::Backends backends = policy::Backends::Of(**service, *view);
  if (!backends.problem().empty()) {
    return InvalidArgument("Service \"" + options.service +
                           "\": " + Render(backends.problem(), message::Language::kEnglish));
  }
  const auto ports = policy::NodePortsOf(**service, nullptr, policy::DryRun::kNo);
  const secgroup::PacketSet to_ports(
      policy::ServicesOf(ports, settings.expectations.node_port_range),
      secgroup::AddressSet::All());
  report::ServiceExposure exposure{options.service, {}, {}};
  for (const policy::NodePort& port : ports) exposure.node_ports.push_back(port.Describe());
  for (const policy::MemberClass& of_list : backends.classes()) {
    const secgroup::PartitionedList& list = of_list.list->ingress;
    report::Exposure of_backends{list.rules, list.partition.accepted.Intersect(to_ports),
                                 list.partition.unknown.Intersect(to_ports)};
    of_backends.backends = policy::NamesOf(of_list.members);
    exposure.lists.push_back(std::move(of_backends));
  }
  return exposure;
}

template <typename Shown>
int Show(const Result<Shown>& exposure, const policy::Settings& settings,
         const ExposureOptions& options) {
  if (!exposure) return Fail(exposure.error().message);
  const std::string out =
      options.output == OutputFormat::kJson
          ? report::ExposureJson(*exposure)
          : report::ExposureText(*exposure, TerminalColumns(),
                                 report::Paint(WantsColor(options.color)),
                                 options.language.value_or(settings.language));
  return Print(out) ? kExitOk : Fail("cannot write the answer");
}

int RunExposure(const ExposureOptions& options) {
  policy::Settings settings;
  if (!options.config.empty()) {
    auto config = LoadConfig(options.config);
    if (!config) return Fail(config.error().message);
    settings = std::move(config->settings);
  }
  auto facts = LoadFacts(options.facts);
  if (!facts) return Fail(facts.error().message);
  if (options.service.empty()) return Show(ExposureOfList(*facts, options), settings, options);
  return Show(ExposureOfService(*std::move(facts), settings, options), settings, options);
}

}  // namespace

void AddExposure(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ExposureOptions>();
  CLI::App* command = app.add_subcommand("exposure", "Who can get in, and out, through the groups");
  AddFacts(command, options->facts)->required();
  AddConfig(command, options->config);
  CLI::Option_group* list = command->add_option_group("list", "Whose rules");
  AddList(list, options->list);
  CLI::Option* service = list->add_option("--service", options->service,
                                          "The node ports of a Service of the manifests")
                             ->type_name("NAMESPACE/NAME");
  list->require_option(1);
  CLI::Option* manifests =
      command
          ->add_option("manifests", options->manifests,
                       "With --service: files, folders, or - for standard input")
          ->type_name("FILE|DIR|-")
          ->needs(service);
  service->needs(manifests);
  AddChoice<secgroup::Direction>(
      command, "--direction", "ingress (default) or egress",
      {{"ingress", secgroup::Direction::kIngress}, {"egress", secgroup::Direction::kEgress}},
      options->direction)
      ->type_name("DIRECTION")
      ->excludes(service);
  AddOutput(command, options->output);
  AddLanguage(command, options->language);
  AddColor(command, options->color);
  command->callback([options, &action] { action = [options] { return RunExposure(*options); }; });
}

}  // namespace portcullis::cli
