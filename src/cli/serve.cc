#include <cctype>
#include <chrono>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "serve/serve.h"

namespace portcullis::cli {
namespace {

std::string VariableOf(std::string_view flag) {
  std::string variable = "PORTCULLIS_" + std::string(flag.substr(2));
  for (char& c : variable) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
  return variable;
}

// --flag=true|false, as the components of Kubernetes have it.
void AddSwitch(CLI::App* command, const char* flag, bool& target, const char* what) {
  command->add_option(flag, target, what)
      ->envname(VariableOf(flag))
      ->expected(0, 1)
      ->default_str("true")
      ->type_name("BOOL");
}

}  // namespace

void AddServe(CLI::App& app, Action& action) {
  const auto options = std::make_shared<serve::Options>();
  CLI::App* command = app.add_subcommand("serve", "The admission webhook and the loop");
  const auto add = [command](const char* flag, std::string& target, const char* what,
                             const char* type) {
    return command->add_option(flag, target, what)
        ->envname(VariableOf(flag))
        ->type_name(type)
        ->capture_default_str();
  };
  add("--webhook-address", options->webhook_address, "Where reviews are answered, with TLS", "ADDRESS");
  add("--metrics-address", options->metrics_address, "Where /metrics is", "ADDRESS");
  add("--health-address", options->health_address, "Where /livez and /readyz are", "ADDRESS");
  CLI::Option* certificate = add("--tls-cert-file", options->tls_cert_file,
                                 "Certificate chain, PEM; read again when it changes", "FILE");
  CLI::Option* key = add("--tls-private-key-file", options->tls_private_key_file, "Its key, PEM", "FILE");
  certificate->needs(key);
  key->needs(certificate);
  add("--client-ca-file", options->client_ca_file,
      "Clients must show a certificate signed by one of these, PEM", "FILE")
      ->needs(certificate);
  add("--tls-secret", options->tls_secret,
      "Keep certificate and authority in this Secret, by ourselves", "NAME")
      ->excludes(certificate);
  add("--webhook-configuration", options->webhook_configuration,
      "ValidatingWebhookConfiguration that sends reviews here", "NAME");
  add("--webhook-service", options->webhook_service, "Service through which it sends them", "NAME");
  add("--kubeconfig", options->kubeconfig,
      "How to reach the API server; default: the Pod's service account", "FILE");
  AddSwitch(command, "--webhook", options->webhook, "Answer reviews");
  AddSwitch(command, "--controller", options->controller, "Watch the cluster and tell what is found");
  AddSwitch(command, "--leader-elect", options->leader_elect,
            "Tell what is found only while holding the Lease portcullis");
  add("--leader-elect-resource-namespace", options->leader_elect_namespace,
      "Namespace of the Lease; default: the Pod's own", "NAMESPACE");
  AddFacts(command, options->facts);
  AddConfig(command, options->config);
  AddChoice<log::Format>(command, "--log-format", "json or text",
                         {{"json", log::Format::kJson}, {"text", log::Format::kText}},
                         options->log_format)
      ->envname("PORTCULLIS_LOG_FORMAT")
      ->type_name("FORMAT");
  command->add_option("-v", options->verbosity, "Log verbosity, 0 to 5")
      ->envname("PORTCULLIS_V")
      ->check(CLI::Range(0, 5))
      ->type_name("LEVEL")
      ->capture_default_str();
  command
      ->add_option_function<int>(
          "--shutdown-delay",
          [options](int seconds) { options->shutdown_delay = std::chrono::seconds(seconds); },
          "Seconds to go on accepting after SIGTERM (default 10)")
      ->envname("PORTCULLIS_SHUTDOWN_DELAY")
      ->check(CLI::Range(0, 300))
      ->type_name("SECONDS");
  command->callback([options, &action] { action = [options] { return serve::Serve(*options); }; });
}

}  // namespace portcullis::cli
