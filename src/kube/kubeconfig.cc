#include "kube/kubeconfig.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <list>
#include <optional>
#include <string_view>
#include <utility>

#include "base/base64.h"
#include "base/quoted.h"
#include "json/field.h"
#include "json/reader.h"

namespace portcullis::kube {
namespace {

using json::Field;

// A file that is read; fields point into it.
struct Loaded {
  std::string path;
  json::Document document;
  json::Errors errors = {};
};

// A field, and the file that it stands in.
struct Place {
  Loaded* file;
  Field field;

  Place operator[](std::string_view key) const { return {file, field[key]}; }

  std::string Text() const { return std::string(field.Text().value_or("")); }

  // A path that the field gives, as one that works from anywhere.
  std::string Path() const {
    const std::string path = Text();
    if (path.empty() || path.front() == '/') return path;
    return (std::filesystem::path(file->path).parent_path() / path).lexically_normal().string();
  }

  std::string Base64() const {
    std::string text = Text();
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    auto bytes = DecodeBase64(text);
    if (!bytes) field.AddError("is no base64");
    return std::move(bytes).value_or("");
  }
};

// `key`, a path, and `key`-data, which holds where both are given.
TextSource ReadPem(const Place& parent, const std::string& key) {
  if (const Place data = parent[key + "-data"]; !data.field.absent())
    return {.text = data.Base64()};
  return {.file = parent[key].Path()};
}

std::string_view NameOf(const Field& field) { return field["name"].Text().value_or(""); }

ExecPlugin ReadExec(const Place& exec) {
  static constexpr std::array<std::string_view, 2> kVersions = {
      "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"};
  ExecPlugin plugin;
  const Place version = exec["apiVersion"];
  plugin.api_version = version.Text();
  if (version.field.Require() &&
      std::find(kVersions.begin(), kVersions.end(), plugin.api_version) == kVersions.end()) {
    version.field.AddError(Quoted(plugin.api_version) + " is not supported; use " +
                           std::string(kVersions[0]) + " or " + std::string(kVersions[1]));
  }
  const Place command = exec["command"];
  command.field.Require();
  const bool is_path = command.Text().find('/') != std::string::npos;
  plugin.command = is_path ? command.Path() : command.Text();
  for (const Field& argument : exec["args"].field.Elements()) {
    plugin.arguments.emplace_back(argument.Text().value_or(""));
  }
  for (const Field& variable : exec["env"].field.Elements()) {
    if (!variable["name"].Require()) continue;
    plugin.environment.emplace_back(NameOf(variable), variable["value"].Text().value_or(""));
  }
  plugin.install_hint = exec["installHint"].Text();
  plugin.wants_cluster = exec["provideClusterInfo"].field.Bool().value_or(false);
  const Place mode = exec["interactiveMode"];
  if (mode.Text() == "Always") {
    mode.field.AddError("a plugin that needs a terminal cannot be run; use Never or IfAvailable");
  }
  return plugin;
}

Impersonation ReadImpersonation(const Place& user) {
  Impersonation impersonation{.user = user["as"].Text(), .uid = user["as-uid"].Text()};
  for (const Field& group : user["as-groups"].field.Elements()) {
    impersonation.groups.emplace_back(group.Text().value_or(""));
  }
  for (const Field& extra : user["as-user-extra"].field.Members()) {
    for (const Field& value : extra.Elements()) {
      impersonation.extra.emplace_back(extra.key(), value.Text().value_or(""));
    }
  }
  const bool is_more =
      !impersonation.uid.empty() || !impersonation.groups.empty() || !impersonation.extra.empty();
  if (impersonation.user.empty() && is_more) {
    user.field.AddError("acts for somebody without a name; add as");
  }
  return impersonation;
}

UserAccess ReadUser(const Place& user) {
  UserAccess access{.token = {.text = user["token"].Text(), .file = user["tokenFile"].Path()},
                    .certificate = ReadPem(user, "client-certificate"),
                    .private_key = ReadPem(user, "client-key"),
                    .username = user["username"].Text(),
                    .password = user["password"].Text(),
                    .impersonation = ReadImpersonation(user)};
  if (const Place exec = user["exec"]; !exec.field.absent()) access.exec = ReadExec(exec);
  if (access.certificate.empty() != access.private_key.empty()) {
    user.field.AddError("a client certificate and its key go together; one of them is missing");
  }
  if (!access.token.empty() + !access.username.empty() + access.exec.has_value() > 1) {
    user.field.AddError("gives more than one of token, username and exec; keep one");
  }
  if (const Place provider = user["auth-provider"]; !provider.field.absent()) {
    provider.field.AddError("is not supported, nor by kubectl since 1.26; use exec");
  }
  return access;
}

void ReadCluster(const Place& cluster, ClusterAccess& access) {
  const Place server = cluster["server"];
  server.field.Require();
  access.server = server.Text();
  access.authorities = ReadPem(cluster, "certificate-authority");
  access.server_name = cluster["tls-server-name"].Text();
  access.proxy = cluster["proxy-url"].Text();
  const Field skips = cluster["insecure-skip-tls-verify"].field;
  access.skips_verification = skips.Bool().value_or(false);
  if (access.skips_verification && !access.authorities.empty()) {
    skips.AddError("contradicts the certificate authority beside it; remove one of them");
  }
}

class Merge {
 public:
  Status Load(const KubeconfigFile& file) {
    auto documents = json::Parse(file.text, json::FormatOf(file.path, file.text));
    if (!documents) return tl::unexpected(json::ToError(documents.error(), file.path));
    if (documents->size() > 1) return InvalidArgument(file.path + ": holds more than one document");
    if (!documents->empty()) files_.push_back({file.path, documents->front()});
    return {};
  }

  Result<ClusterAccess> CurrentContext() {
    ClusterAccess access;
    const auto current = FindCurrent();
    if (current) {
      access.origin = "context " + Quoted(current->Text()) + " of " + current->file->path;
      if (const auto context = Find("contexts", *current)) {
        ReadContext((*context)["context"], access);
      }
    }
    if (const Status status = Problems(); !status) return tl::unexpected(status.error());
    if (!current) {
      return MakeError(
          Error::Code::kNotFound,
          "no kubeconfig file has a current-context; kubectl config use-context sets one");
    }
    return access;
  }

 private:
  Status Problems() const {
    std::string lines;
    for (const Loaded& file : files_) {
      if (const Status status = file.errors.ToStatus(file.path); !status) {
        lines += (lines.empty() ? "" : "\n") + status.error().message;
      }
    }
    if (!lines.empty()) return InvalidArgument(std::move(lines));
    return {};
  }

  void ReadContext(const Place& context, ClusterAccess& access) {
    const Place cluster = context["cluster"];
    if (cluster.field.Require()) {
      if (const auto found = Find("clusters", cluster)) ReadCluster((*found)["cluster"], access);
    }
    if (const Place user = context["user"]; !user.field.absent()) {
      if (const auto found = Find("users", user)) access.user = ReadUser((*found)["user"]);
    }
    if (const Place name = context["namespace"]; !name.field.absent()) {
      access.default_namespace = name.Text();
    }
  }

  std::optional<Place> FindCurrent() {
    for (Loaded& file : files_) {
      const Place current{&file, Field(file.document, file.errors)["current-context"]};
      if (!current.field.absent()) return current;
    }
    return std::nullopt;
  }

  // The entry of a list that has the name which `reference` gives; an error there if none has.
  std::optional<Place> Find(std::string_view list, const Place& reference) {
    const std::string name = reference.Text();
    for (Loaded& file : files_) {
      for (const Field& entry : Field(file.document, file.errors)[list].Elements()) {
        if (NameOf(entry) == name) return Place{&file, entry};
      }
    }
    reference.field.AddError(Quoted(name) + " is not among the " + std::string(list));
    return std::nullopt;
  }

  std::list<Loaded> files_;  // fields point to them
};

}  // namespace

Result<ClusterAccess> ReadKubeconfig(const std::vector<KubeconfigFile>& files) {
  Merge merge;
  for (const KubeconfigFile& file : files) {
    if (const Status status = merge.Load(file); !status) return tl::unexpected(status.error());
  }
  return merge.CurrentContext();
}

}  // namespace portcullis::kube
