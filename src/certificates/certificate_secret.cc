#include "certificates/certificate_secret.h"

#include <array>
#include <utility>

#include "base/base64.h"
#include "json/edit.h"
#include "json/field.h"
#include "json/reader.h"
#include "json/writer.h"

namespace portcullis::certificates {
namespace {

// `root` with the set as its data.
std::string WithData(const json::Value& root, const CertificateSet& set) {
  const std::array<std::string, 4> encoded = {
      EncodeBase64(set.authorities), EncodeBase64(set.authority_key),
      EncodeBase64(set.leaf.certificate), EncodeBase64(set.leaf.private_key)};
  const std::array<json::NewMember, 4> members = {{{"ca.crt", encoded[0]},
                                                   {"ca.key", encoded[1]},
                                                   {"tls.crt", encoded[2]},
                                                   {"tls.key", encoded[3]}}};
  return json::WithMembers(root, "data", members);
}

}  // namespace

std::string CertificateSecret::Path(std::string_view namespace_name) {
  return "/api/v1/namespaces/" + std::string(namespace_name) + "/secrets";
}

std::string CertificateSecret::Path(std::string_view namespace_name, std::string_view name) {
  return Path(namespace_name).append("/").append(name);
}

std::string CertificateSecret::Make(std::string_view namespace_name, std::string_view name,
                                    const CertificateSet& set) {
  std::string text;
  json::Writer writer(text);
  writer.StartObject();
  writer.Key("apiVersion");
  writer.String("v1");
  writer.Key("kind");
  writer.String("Secret");
  writer.Key("type");
  writer.String("kubernetes.io/tls");
  writer.Key("metadata");
  writer.StartObject();
  writer.Key("name");
  writer.String(name);
  writer.Key("namespace");
  writer.String(namespace_name);
  writer.EndObject();
  writer.EndObject();
  return WithData(json::ParseJson(std::move(text)).value().root(), set);
}

Result<CertificateSecret> CertificateSecret::Parse(std::string text) {
  auto document = json::ParseJson(std::move(text));
  if (!document) return tl::unexpected(json::ToError(document.error(), "Secret"));
  json::Errors errors;
  const json::Field data = json::Field(*document, errors)["data"];
  const auto decoded = [&data](std::string_view key) {
    return DecodeBase64(data[key].Text().value_or("")).value_or("");
  };
  CertificateSet set{
      decoded("ca.crt"), decoded("ca.key"), {decoded("tls.crt"), decoded("tls.key")}};
  if (Status status = errors.ToStatus("Secret"); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  return CertificateSecret(*std::move(document), std::move(set));
}

std::string CertificateSecret::With(const CertificateSet& set) const {
  return WithData(document_.root(), set);
}

}  // namespace portcullis::certificates
