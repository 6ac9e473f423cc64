#include "certificates/webhook_configuration.h"

#include <utility>

#include "base/base64.h"
#include "json/field.h"
#include "json/reader.h"
#include "json/writer.h"

namespace portcullis::certificates {
namespace {

void WriteOperation(json::Writer& writer, std::string_view operation, std::string_view path,
                    std::string_view value) {
  writer.StartObject();
  writer.Key("op");
  writer.String(operation);
  writer.Key("path");
  writer.String(path);
  writer.Key("value");
  writer.String(value);
  writer.EndObject();
}

}  // namespace

std::string WebhookConfiguration::Path(std::string_view name) {
  return "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/" +
         std::string(name);
}

Result<WebhookConfiguration> WebhookConfiguration::Parse(std::string text) {
  const auto document = json::ParseJson(std::move(text));
  constexpr std::string_view kWhat = "ValidatingWebhookConfiguration";
  if (!document) return tl::unexpected(json::ToError(document.error(), kWhat));
  json::Errors errors;
  const json::Field root(*document, errors);
  WebhookConfiguration configuration;
  configuration.resource_version = root["metadata"]["resourceVersion"].Text().value_or("");
  for (const json::Field& webhook : root["webhooks"].Elements()) {
    const auto bundle = webhook["clientConfig"]["caBundle"].Text();
    configuration.entries.push_back({std::string(webhook["name"].Text().value_or("")),
                                     DecodeBase64(bundle.value_or("")).value_or("")});
  }
  if (Status status = errors.ToStatus(kWhat); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  return configuration;
}

std::string WebhookConfiguration::BundlePatch(std::string_view ca_bundle) const {
  const std::string encoded = EncodeBase64(ca_bundle);
  std::string text;
  json::Writer writer(text);
  writer.StartArray();
  WriteOperation(writer, "test", "/metadata/resourceVersion", resource_version);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string path = "/webhooks/" + std::to_string(i);
    WriteOperation(writer, "test", path + "/name", entries[i].name);
    WriteOperation(writer, "add", path + "/clientConfig/caBundle", encoded);
  }
  writer.EndArray();
  return text;
}

}  // namespace portcullis::certificates
