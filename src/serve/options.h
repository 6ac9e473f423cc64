#pragma once

#include <chrono>
#include <string>

#include "log/log.h"

namespace portcullis::serve {

// The flags of `portcullis serve`. Addresses are host:port; without a host all addresses.
struct Options {
  std::string webhook_address = ":9443";
  std::string metrics_address = ":8080";
  std::string health_address = ":8081";
  bool webhook = true;     // whether reviews are answered
  bool controller = true;  // whether the loop runs, where there is a cluster

  std::string tls_cert_file;  // both or neither
  std::string tls_private_key_file;
  std::string client_ca_file;
  std::string tls_secret;  // where the certificate is kept by ourselves; empty: it is not
  std::string webhook_configuration = "portcullis";
  std::string webhook_service = "portcullis";  // through which API servers call

  std::string kubeconfig;  // empty: the Pod's service account, if in a cluster
  bool leader_elect = true;
  std::string leader_elect_namespace;  // of the Lease; empty: the Pod's, or the kubeconfig's

  std::string config;  // PortcullisConfig document; empty: the defaults
  std::string facts;   // CloudFacts document; empty: no facts
  log::Format log_format = log::Format::kJson;
  int verbosity = 2;
  // How long to go on accepting after SIGTERM, until every API server knows that the endpoint is gone.
  std::chrono::seconds shutdown_delay = std::chrono::seconds(10);
};

}  // namespace portcullis::serve
