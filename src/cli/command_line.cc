#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cctype>
#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "cli/check.h"
#include "cli/checks.h"
#include "cli/explain.h"
#include "cli/terminal.h"
#include "serve/serve.h"
#include "serve/version.h"

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

void AddConfig(CLI::App* command, std::string& config) {
  command->add_option("--config", config, "PortcullisConfig document (YAML or JSON)")
      ->envname("PORTCULLIS_CONFIG")
      ->type_name("FILE");
}

void AddColor(CLI::App* command, ColorMode& color) {
  command->add_option("--color", color, "Colour the text: auto, always or never")
      ->transform(CLI::CheckedTransformer(kColorModes))
      ->type_name("WHEN");
}

void AddOutput(CLI::App* command, bool& json) {
  command
      ->add_option_function<std::string>(
          "-o,--output", [&json](const std::string& format) { json = format == "json"; },
          "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
}

void AddCheck(CLI::App& app, CheckOptions& options, Action& action) {
  CLI::App* command = app.add_subcommand("check", "Judge manifests, or the facts themselves");
  command
      ->add_option("manifests", options.manifests,
                   "Manifests: files, folders, or - for standard input")
      ->type_name("FILE|DIR|-");
  AddFacts(command, options.facts);
  AddConfig(command, options.config);
  command->add_flag("--all", options.all, "Judge manifests and the facts themselves");
  command
      ->add_option_function<std::string>(
          "--fail-on",
          [&options](const std::string& severity) { options.fail_on = policy::ParseSeverity(severity); },
          "Least severity that makes the exit status 1: critical, high, medium (default), low, info "
          "or none")
      ->check(CLI::IsMember({"critical", "high", "medium", "low", "info", "none"}))
      ->type_name("SEVERITY");
  command->add_flag("--strict", options.strict, "Exit with 2 if anything could not be judged");
  AddOutput(command, options.json);
  AddColor(command, options.color);
  command->callback([&options, &action] { action = [&options] { return RunCheck(options); }; });
}

struct ChecksOptions {
  std::string id;
  bool json = false;
  ColorMode color = ColorMode::kAuto;
};

void AddChecks(CLI::App& app, ChecksOptions& options, Action& action) {
  CLI::App* command = app.add_subcommand("checks", "The catalogue of checks");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand("list", "All checks, a line each");
  AddOutput(list, options.json);
  AddColor(list, options.color);
  list->callback([&options, &action] {
    action = [&options] { return ListChecks(options.json, options.color); };
  });
  CLI::App* show = command->add_subcommand("show", "One check");
  show->add_option("id", options.id, "Its id")->required()->type_name("ID");
  AddColor(show, options.color);
  show->callback([&options, &action] {
    action = [&options] { return ShowCheck(options.id, options.color); };
  });
}

void AddServe(CLI::App& app, serve::Options& options, Action& action) {
  static const std::map<std::string, log::Format> kFormats = {{"json", log::Format::kJson},
                                                              {"text", log::Format::kText}};
  CLI::App* command = app.add_subcommand("serve", "The admission webhook");
  const auto add = [command](const char* flag, std::string& target, const char* what,
                             const char* type) {
    std::string variable = std::string("PORTCULLIS_") + (flag + 2);
    for (char& c : variable) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return command->add_option(flag, target, what)
        ->envname(variable)
        ->type_name(type)
        ->capture_default_str();
  };
  add("--webhook-address", options.webhook_address, "Where reviews are answered, with TLS", "ADDRESS");
  add("--metrics-address", options.metrics_address, "Where /metrics is", "ADDRESS");
  add("--health-address", options.health_address, "Where /livez and /readyz are", "ADDRESS");
  CLI::Option* certificate = add("--tls-cert-file", options.tls_cert_file,
                                 "Certificate chain, PEM; read again when it changes", "FILE");
  CLI::Option* key = add("--tls-private-key-file", options.tls_private_key_file, "Its key, PEM", "FILE");
  certificate->needs(key);
  key->needs(certificate);
  add("--client-ca-file", options.client_ca_file,
      "Clients must show a certificate signed by one of these, PEM", "FILE")
      ->needs(certificate);
  AddFacts(command, options.facts);
  AddConfig(command, options.config);
  command->add_option("--log-format", options.log_format, "json or text")
      ->envname("PORTCULLIS_LOG_FORMAT")
      ->transform(CLI::CheckedTransformer(kFormats))
      ->type_name("FORMAT");
  command->add_option("-v", options.verbosity, "Log verbosity, 0 to 5")
      ->envname("PORTCULLIS_V")
      ->check(CLI::Range(0, 5))
      ->type_name("LEVEL")
      ->capture_default_str();
  command
      ->add_option_function<int>(
          "--shutdown-delay",
          [&options](int seconds) { options.shutdown_delay = std::chrono::seconds(seconds); },
          "Seconds to go on accepting after SIGTERM (default 10)")
      ->envname("PORTCULLIS_SHUTDOWN_DELAY")
      ->check(CLI::Range(0, 300))
      ->type_name("SECONDS");
  command->callback([&options, &action] { action = [&options] { return serve::Serve(options); }; });
}

void AddVersion(CLI::App& app, Action& action) {
  app.add_subcommand("version", "The version of this program")->callback([&action] {
    action = [] {
      const std::string text = "portcullis " + std::string(serve::kVersion) + " (" +
                               std::string(serve::kCompiler) + ")\n";
      return Print(text) ? kExitOk : kExitFailure;
    };
  });
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
  AddOutput(command, options.json);
  AddColor(command, options.color);
  command->callback([&options, &action] { action = [&options] { return Explain(options); }; });
}

}  // namespace

int Run(int argc, const char* const* argv) {
  CLI::App app("Keeps a Kubernetes cluster and its cloud firewall honest with each other",
               "portcullis");
  app.require_subcommand(1);
  Action action;
  CheckOptions check;
  ChecksOptions checks;
  ExplainOptions explain;
  serve::Options serve;
  AddServe(app, serve, action);
  AddCheck(app, check, action);
  AddExplain(app, explain, action);
  AddChecks(app, checks, action);
  AddVersion(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitFailure;
  }
  return action();
}

}  // namespace portcullis::cli
