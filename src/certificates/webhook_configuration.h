#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace portcullis::certificates {

// What a ValidatingWebhookConfiguration of admissionregistration.k8s.io/v1 says about whom the API
// server trusts when it calls.
struct WebhookConfiguration {
  struct Entry {
    std::string name;
    std::string ca_bundle;  // PEM; empty: none, or what is no base64
  };

  std::string resource_version;
  std::vector<Entry> entries;

  static std::string Path(std::string_view name);

  // kInvalidArgument: no JSON, or fields of wrong types.
  static Result<WebhookConfiguration> Parse(std::string text);

  // The JSON patch (RFC 6902) that gives every entry the bundle and touches nothing else, so that
  // it does not fight with those who own the rest. It fails on any other state of the object than
  // this one: an older leader cannot write over a newer one, nor a bundle land in another entry.
  std::string BundlePatch(std::string_view ca_bundle) const;
};

}  // namespace portcullis::certificates
