#include "kube/exec_credential.h"

#include <utility>

#include "base/base64.h"
#include "base/quoted.h"
#include "base/rfc3339.h"
#include "json/field.h"
#include "json/reader.h"
#include "json/writer.h"

namespace portcullis::kube {
namespace {

using json::Field;

std::string TextOf(const Field& field) { return std::string(field.Text().value_or("")); }

ExecCredential ReadStatus(const Field& status) {
  ExecCredential credential{.token = TextOf(status["token"]),
                            .certificate = TextOf(status["clientCertificateData"]),
                            .private_key = TextOf(status["clientKeyData"])};
  if (credential.certificate.empty() != credential.private_key.empty()) {
    status.AddError("a certificate and its key go together; one of them is missing");
  }
  if (credential.token.empty() && credential.certificate.empty()) {
    status.AddError("holds neither a token nor a certificate");
  }
  const Field expires = status["expirationTimestamp"];
  if (!expires.absent()) {
    credential.expires = ParseRfc3339(TextOf(expires));
    if (!credential.expires) expires.AddError("is no time of RFC 3339");
  }
  return credential;
}

void WriteText(json::Writer& writer, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  writer.Key(key);
  writer.String(text);
}

}  // namespace

Result<ExecCredential> ReadExecCredential(std::string text, std::string_view api_version) {
  static constexpr std::string_view kWhat = "the plugin's output";
  const auto document = json::ParseJson(std::move(text));
  if (!document) return tl::unexpected(json::ToError(document.error(), kWhat));
  json::Errors errors;
  const Field root(*document, errors);
  if (TextOf(root["kind"]) != "ExecCredential") root.AddError("is no ExecCredential");
  if (TextOf(root["apiVersion"]) != api_version) {
    root["apiVersion"].AddError("is not " + std::string(api_version) + ", as the kubeconfig says");
  }
  ExecCredential credential = ReadStatus(root["status"]);
  if (const Status status = errors.ToStatus(kWhat); !status) return tl::unexpected(status.error());
  return credential;
}

std::string ExecInfo(const ExecPlugin& plugin, const ClusterAccess& cluster,
                     std::string_view authorities) {
  std::string text;
  json::Writer writer(text);
  writer.StartObject();
  WriteText(writer, "kind", "ExecCredential");
  WriteText(writer, "apiVersion", plugin.api_version);
  writer.Key("spec");
  writer.StartObject();
  if (plugin.wants_cluster) {
    writer.Key("cluster");
    writer.StartObject();
    WriteText(writer, "server", cluster.server);
    WriteText(writer, "tls-server-name", cluster.server_name);
    if (cluster.skips_verification) {
      writer.Key("insecure-skip-tls-verify");
      writer.Bool(true);
    }
    WriteText(writer, "certificate-authority-data", EncodeBase64(authorities));
    WriteText(writer, "proxy-url", cluster.proxy);
    writer.EndObject();
  }
  writer.Key("interactive");
  writer.Bool(false);
  writer.EndObject();
  writer.EndObject();
  return text;
}

}  // namespace portcullis::kube
