#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace portcullis::config {

// Where the facts come from; `facts` of the PortcullisConfig document. Each kind has fields of its own,
// and those of the others hold their defaults.
struct FactsSource {
  enum class Kind : std::uint8_t { kNone, kFile, kTencentCloud };

  Kind kind = Kind::kNone;

  std::string path;  // kFile: a CloudFacts document, relative to the working directory

  // kTencentCloud.
  std::string region;      // of the API; empty: from the environment
  std::string cluster_id;
  std::string endpoint = "tencentcloudapi.com";  // what follows the service's name
  std::chrono::seconds refresh_interval{60};
  std::chrono::seconds stale_after{15 * 60};
};

}  // namespace portcullis::config
