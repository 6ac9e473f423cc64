#include "certificates/webhook_configuration.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::certificates {
namespace {

std::string Text(const Result<WebhookConfiguration>& configuration) {
  if (!configuration) return configuration.error().message;
  std::string text = configuration->resource_version;
  for (const auto& entry : configuration->entries) text += " " + entry.name + "=" + entry.ca_bundle;
  return text;
}

TEST_CASE("what is read of a webhook configuration") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {R"({})", ""},
      {R"({"metadata":{"resourceVersion":"7"},"webhooks":[
           {"name":"a","clientConfig":{"service":{},"caBundle":"QQ=="}},
           {"name":"b","clientConfig":{"url":"https://x"}},
           {"name":"c","clientConfig":{"caBundle":"no base64"}}]})",
       "7 a=A b= c="},
      {R"({"webhooks":{}})", "ValidatingWebhookConfiguration:1:13: webhooks: "},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      CHECK(Text(WebhookConfiguration::Parse(c.text)).substr(0, c.want.size()) == c.want);
    }
  }
}

TEST_CASE("a patch sets every bundle, of this state of these entries, and nothing else") {
  const WebhookConfiguration configuration{"7", {{"a", ""}, {"b", "old"}}};
  CHECK(configuration.BundlePatch("A") ==
        R"([{"op":"test","path":"/metadata/resourceVersion","value":"7"},)"
        R"({"op":"test","path":"/webhooks/0/name","value":"a"},)"
        R"({"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"QQ=="},)"
        R"({"op":"test","path":"/webhooks/1/name","value":"b"},)"
        R"({"op":"add","path":"/webhooks/1/clientConfig/caBundle","value":"QQ=="}])");
}

}  // namespace
}  // namespace portcullis::certificates
