#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "config/shape.h"
#include "config/words.h"
#include "policy/check.h"
#include "policy/configured_exemption.h"

namespace portcullis::config {
namespace {

using Type = Shape::Type;
using enum Shape::Presence;

constexpr std::string_view kDuration = "^(?=.)([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$";
// What looks like an address or a block of either family; the reader knows which are.
constexpr std::string_view kBlock =
    "^([0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(/[0-9]{1,3})?)$";
constexpr std::string_view kPortRange = "^[0-9]{1,5}-[0-9]{1,5}$";
constexpr std::string_view kDay = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

template <typename Meaning, std::size_t N>
std::vector<std::string_view> Spelled(const Words<Meaning, N>& words) {
  std::vector<std::string_view> spelled;
  for (const auto& [word, meaning] : words) spelled.push_back(word);
  return spelled;
}

std::vector<std::string_view> Identifiers() {
  std::vector<std::string_view> ids;
  for (const policy::Check& check : policy::AllChecks()) ids.push_back(check.id);
  return ids;
}

// The rows of all checks, in order.
std::vector<std::string_view> Rows() {
  std::set<std::string_view> rows;
  for (const policy::Check& check : policy::AllChecks()) {
    const auto of_check = RowsOf(check);
    rows.insert(of_check.begin(), of_check.end());
  }
  return {rows.begin(), rows.end()};
}

std::string Json(std::string_view word) { return '"' + std::string(word) + '"'; }

Shape Blocks(std::string_view key, std::string description, std::string default_json) {
  return {.key = key,
          .type = Type::kList,
          .description = std::move(description),
          .default_json = std::move(default_json),
          .fields = {{.description = "A CIDR block or a bare address", .pattern = kBlock}}};
}

Shape Facts() {
  const auto live = [](std::string_view key, std::string description, std::string default_text,
                       std::string_view pattern = {}) {
    return Shape{.key = key,
                 .description = std::move(description),
                 .default_json = Json(default_text),
                 .only_where = {"source", "tencentcloud"},
                 .pattern = pattern};
  };
  Shape cluster_id = live("clusterId", "The cluster's id, such as cls-example", "");
  cluster_id.presence = kRequired;
  return {.key = "facts",
          .type = Type::kObject,
          .description = "Where the state of the cloud comes from; the flag --facts FILE means file",
          .fields = {{.key = "source",
                      .description = "Nowhere, a CloudFacts document, or the cloud's API",
                      .default_json = Json("none"),
                      .words = Spelled(kSources)},
                     {.key = "path",
                      .description = "The CloudFacts document, relative to the working directory",
                      .presence = kRequired,
                      .default_json = Json(""),
                      .only_where = {"source", "file"}},
                     live("region", "Region of the API; empty: from the environment", ""),
                     std::move(cluster_id),
                     live("endpoint",
                          "What follows the service's name, such as intl.tencentcloudapi.com",
                          "tencentcloudapi.com"),
                     live("refreshInterval", "How often to ask, 1s to 1h", "1m", kDuration),
                     live("staleAfter",
                          "Age at which the facts are no longer believed, at least 2 x "
                          "refreshInterval",
                          "15m", kDuration)}};
}

Shape CheckSettings(const policy::Check& check) {
  std::vector<std::string_view> actions = Spelled(kActions);
  if (!check.may_deny) std::erase(actions, "deny");
  return {.key = check.id,
          .type = Type::kObject,
          .description = std::string(check.title.english()),
          .fields = {{.key = "action",
                      .description = "What is done about its findings; each contains the one before",
                      .default_json = Json(ToString(check.action)),
                      .words = std::move(actions)},
                     {.key = "severity",
                      .description = "Of each of its findings; left out: the catalogue's, at most " +
                                     std::string(ToString(check.severity)),
                      .words = Spelled(kSeverities)},
                     {.key = "exemptible",
                      .type = Type::kBool,
                      .description = "Whether annotations may exempt; left out: true, but false "
                                     "when action is deny"}}};
}

Shape Checks() {
  Shape checks{.key = "checks",
               .type = Type::kObject,
               .description = "What to do about the findings of a check, by its id",
               .default_json = "{}",
               .noun = "check"};
  std::transform(policy::AllChecks().begin(), policy::AllChecks().end(),
                 std::back_inserter(checks.fields), CheckSettings);
  return checks;
}

Shape NodeGroups() {
  return {.key = "nodeGroups",
          .type = Type::kList,
          .description = "Expected ordered group lists: the first entry that fits a node holds; where "
                         "none does, the list of most nodes of its role",
          .default_json = "[]",
          .fields = {{.type = Type::kObject,
                      .fields = {{.key = "role",
                                  .description = "Of the nodes; left out: any",
                                  .words = Spelled(kNodeGroupRoles)},
                                 {.key = "nodePool",
                                  .description = "Of the nodes, such as np-abc; left out: any"},
                                 {.key = "groups",
                                  .type = Type::kList,
                                  .description = "Security groups in their order, first is highest",
                                  .presence = kRequired,
                                  .fields = {{.description = "Such as sg-node",
                                              .presence = kRequired}}}}}}};
}

Shape PeerClusters() {
  return {.key = "peerClusters",
          .type = Type::kList,
          .description = "Clusters of the same VPC that talk to this one",
          .default_json = "[]",
          .fields = {{.type = Type::kObject,
                      .fields = {{.key = "name",
                                  .description = "Unique among the peers",
                                  .presence = kRequired},
                                 {.key = "clusterId", .description = "Such as cls-2"},
                                 Blocks("containerCidrs", "Of its containers", "[]"),
                                 Blocks("nodeCidrs", "Of its nodes", "[]")}}}};
}

Shape Expectations() {
  Shape ssh{.key = "ssh",
            .type = Type::kObject,
            .description = "Whether and from where nodes should be reached by SSH",
            .fields = {{.key = "required",
                        .type = Type::kBool,
                        .description = "Whether ssh-not-admitted looks at TCP 22",
                        .default_json = "false"},
                       Blocks("clients", "From where; empty: anywhere", "[]")}};
  return {.key = "expectations",
          .type = Type::kObject,
          .description = "What is wanted of the groups",
          .fields = {{.key = "nodePortRange",
                      .description = "The API server's --service-node-port-range",
                      .default_json = Json("30000-32767"),
                      .pattern = kPortRange},
                     Blocks("nodePortClients",
                            "Who must and may reach node ports of NodePort Services; [] is nobody",
                            R"(["0.0.0.0/0","::/0"])"),
                     Blocks("internalClients",
                            "Further clients of internal load balancers, besides nodes and containers",
                            "[]"),
                     Blocks("healthCheckSources",
                            "Where load-balancer probes come from, if not 100.64.0.0/10", "[]"),
                     std::move(ssh), NodeGroups(), PeerClusters()}};
}

Shape Exemptions() {
  return {.key = "exemptions",
          .type = Type::kList,
          .description = "What an administrator exempts, also of the cloud's objects and whatever a "
                         "check's exemptible says",
          .default_json = "[]",
          .fields = {{.type = Type::kObject,
                      .fields = {{.key = "check",
                                  .description = "Whose findings",
                                  .presence = kRequired,
                                  .words = Identifiers()},
                                 {.key = "object",
                                  .description = "About what: Kind/name, for Services "
                                                 "Kind/namespace/name; a part may be *",
                                  .presence = kRequired,
                                  .pattern = policy::ObjectPattern::kForm},
                                 {.key = "requirement",
                                  .description = "About which row of the recommended practice; left "
                                                 "out: any",
                                  .default_json = Json(""),
                                  .words = Rows()},
                                 {.key = "reason", .description = "Why", .presence = kRequired},
                                 {.key = "until",
                                  .description = "The last day, in UTC; left out: without end",
                                  .pattern = kDay}}}}};
}

Shape Document() {
  return {.type = Type::kObject,
          .description = "PortcullisConfig: what is wanted of a cluster and its security groups",
          .fields = {{.key = "apiVersion",
                      .presence = kRequired,
                      .words = {"portcullis.dev/v1alpha1"}},
                     {.key = "kind", .presence = kRequired, .words = {"PortcullisConfig"}},
                     {.key = "language",
                      .description = "Of admission messages, reports and text output; logs are English",
                      .default_json = Json("en"),
                      .words = Spelled(kLanguages)},
                     Facts(), Checks(), Expectations(), Exemptions()}};
}

}  // namespace

const Shape& ConfigShape() {
  static const Shape kShape = Document();
  return kShape;
}

}  // namespace portcullis::config
