#include "controller/lease.h"

#include <array>
#include <limits>

#include "json/edit.h"
#include "json/field.h"
#include "json/reader.h"
#include "json/writer.h"

namespace portcullis::controller {
namespace {

std::array<json::NewMember, 5> Members(const LeaseRecord& record) {
  return {{{"holderIdentity", record.holder},
           {"leaseDurationSeconds", std::int64_t{record.duration.count()}},
           {"acquireTime", record.acquire_time},
           {"renewTime", record.renew_time},
           {"leaseTransitions", record.transitions}}};
}

}  // namespace

std::string Lease::Path(std::string_view namespace_name) {
  return "/apis/coordination.k8s.io/v1/namespaces/" + std::string(namespace_name) + "/leases";
}

std::string Lease::Path(std::string_view namespace_name, std::string_view name) {
  return Path(namespace_name).append("/").append(name);
}

std::string Lease::Make(std::string_view namespace_name, std::string_view name,
                        const LeaseRecord& record) {
  std::string text;
  json::Writer writer(text);
  writer.StartObject();
  writer.Key("apiVersion");
  writer.String("coordination.k8s.io/v1");
  writer.Key("kind");
  writer.String("Lease");
  writer.Key("metadata");
  writer.StartObject();
  writer.Key("name");
  writer.String(name);
  writer.Key("namespace");
  writer.String(namespace_name);
  writer.EndObject();
  writer.EndObject();
  return json::WithMembers(json::ParseJson(std::move(text)).value().root(), "spec",
                           Members(record));
}

Result<Lease> Lease::Parse(std::string text) {
  auto document = json::ParseJson(std::move(text));
  if (!document) return tl::unexpected(json::ToError(document.error(), "Lease"));
  json::Errors errors;
  const json::Field spec = json::Field(*document, errors)["spec"];
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  LeaseRecord record{
      .holder = std::string(spec["holderIdentity"].Text().value_or("")),
      .duration = std::chrono::seconds(spec["leaseDurationSeconds"].Int(0, kMax).value_or(0)),
      .acquire_time = std::string(spec["acquireTime"].Text().value_or("")),
      .renew_time = std::string(spec["renewTime"].Text().value_or("")),
      .transitions = spec["leaseTransitions"].Int(0, kMax).value_or(0),
  };
  if (Status status = errors.ToStatus("Lease"); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  return Lease(*std::move(document), std::move(record));
}

std::string Lease::With(const LeaseRecord& record) const {
  return json::WithMembers(document_.root(), "spec", Members(record));
}

}  // namespace portcullis::controller
