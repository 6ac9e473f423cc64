#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

#include "cli/explain.h"
#include "cli/terminal.h"

namespace portcullis::cli {
namespace {

// What a command does once its flags are read.
using Action = std::function<int()>;

const std::map<std::string, ColorMode> kColorModes = {
    {"auto", ColorMode::kAuto}, {"always", ColorMode::kAlways}, {"never", ColorMode::kNever}};

CLI::Option* AddFacts(CLI::App* command, std::string& facts) {
  return command->add_option("--facts", facts, "CloudFacts document (YAML or JSON)")
      ->envname("PORTCULLIS_FACTS")
      ->type_name("FILE");
}

void AddColor(CLI::App* command, ColorMode& color) {
  command->add_option("--color", color, "Colour the text: auto, always or never")
      ->transform(CLI::CheckedTransformer(kColorModes))
      ->type_name("WHEN");
}

void AddExplain(CLI::App& app, ExplainOptions& options, Action& action) {
  CLI::App* command = app.add_subcommand("explain", "How the groups decide a packet, and which rule");
  AddFacts(command, options.facts)->required();
  CLI::Option* packets =
      command->add_option("--packets", options.packets,
                          "Questions, a JSON object a line; - for standard input")
          ->type_name("FILE");
  CLI::Option_group* list = command->add_option_group("list", "Whose rules");
  list->add_option("--groups", options.groups, "Ordered list of security groups, such as sg-a,sg-b")
      ->delimiter(',')
      ->type_name("ID,...");
  list->add_option("--instance", options.instance, "An instance of the facts")->type_name("ID");
  list->add_option("--node", options.node, "A node of the facts, by nodeName or address")
      ->type_name("NAME");
  list->add_option(packets);
  list->require_option(1);
  command
      ->add_option("--direction", options.direction, "ingress or egress")
      ->capture_default_str()
      ->excludes(packets);
  command
      ->add_option("--protocol", options.protocol,
                   "tcp, udp, icmp, icmpv6, gre, sctp or other")
      ->excludes(packets);
  command->add_option("--port", options.port, "Destination port, for tcp and udp")
      ->excludes(packets);
  command->add_option("--remote", options.remote, "Address of the other side")->excludes(packets);
  command
      ->add_option_function<std::string>(
          "-o,--output", [&options](const std::string& format) { options.json = format == "json"; },
          "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  AddColor(command, options.color);
  command->callback([&options, &action] { action = [&options] { return Explain(options); }; });
}

}  // namespace

int Run(int argc, const char* const* argv) {
  CLI::App app("Keeps a Kubernetes cluster and its cloud firewall honest with each other",
               "portcullis");
  app.require_subcommand(1);
  Action action;
  ExplainOptions explain;
  AddExplain(app, explain, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitFailure;
  }
  return action();
}

}  // namespace portcullis::cli
