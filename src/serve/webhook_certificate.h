#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "http/certificate.h"
#include "kube/api_client.h"
#include "log/log.h"
#include "serve/health.h"
#include "serve/metrics.h"
#include "serve/options.h"

namespace portcullis::serve {

// The certificate that the webhook serves, wherever it comes from. Thread-safe.
class WebhookCertificate {
 public:
  virtual ~WebhookCertificate() = default;

  // For the server; lives as long as this.
  virtual const http::ServingCertificate& serving() const = 0;

  // Whether API servers can be expected to accept it.
  virtual Health::Status Ready() const = 0;
};

// What the certificate may need of the cluster; all outlives it.
struct CertificateCluster {
  kube::ApiClient* api;  // null: there is none
  std::string namespace_name;
  std::function<bool()> is_leading;
};

// From the files that the options name; kept by ourselves in the Secret that they name; or a throw-away
// one at a desk. Fails inside a cluster if the options name neither files nor a Secret.
Result<std::unique_ptr<WebhookCertificate>> MakeWebhookCertificate(const Options& options,
                                                                   CertificateCluster cluster,
                                                                   const Clock& clock,
                                                                   Metrics& metrics, log::Log& log);

}  // namespace portcullis::serve
