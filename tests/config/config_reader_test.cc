#include "config/config_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "secgroup/address_set.h"

namespace portcullis::config {
namespace {

const std::string kHead = "apiVersion: portcullis.dev/v1alpha1\nkind: PortcullisConfig\n";

std::string Join(const std::vector<secgroup::GroupId>& groups) {
  std::string text;
  for (const auto& group : groups) text += (text.empty() ? "" : ",") + group;
  return text;
}

std::string Blocks(const secgroup::AddressSet& addresses) {
  std::string text;
  for (const auto& block : addresses.Blocks()) {
    text += (text.empty() ? "" : " ") + secgroup::BlockToString(block);
  }
  return text;
}

// All that a config asks for, in one text that differs wherever two configs do.
std::string Describe(const Config& config) {
  std::string text = "language " + std::string(ToString(config.settings.language)) + '\n';
  text += "facts " + (config.facts.path.empty() ? "none" : config.facts.path) + '\n';
  for (const auto& [id, check] : config.settings.checks) {
    text += id;
    if (check.action) text += " action " + std::string(policy::ToString(*check.action));
    if (check.severity) text += " severity " + std::string(policy::ToString(*check.severity));
    if (check.exemptible) text += *check.exemptible ? " exemptible" : " not exemptible";
    text += '\n';
  }
  const policy::Expectations& wanted = config.settings.expectations;
  text += "range " + std::to_string(wanted.node_port_range.first) + "-" +
          std::to_string(wanted.node_port_range.last) + '\n';
  text += "clients " + Blocks(wanted.node_port_clients) + '\n';
  text += "internal " + Blocks(wanted.internal_clients) + '\n';
  text += "probes " + Blocks(wanted.health_check_sources) + '\n';
  text += "ssh " + std::string(wanted.ssh.required ? "required " : "optional ") +
          Blocks(wanted.ssh.clients) + '\n';
  for (const auto& entry : wanted.node_groups) {
    text += "groups ";
    text += !entry.role ? "any" : *entry.role == cluster::Role::kWorker ? "worker" : "master";
    text += " pool " + entry.node_pool + ": " + Join(entry.groups) + '\n';
  }
  for (const auto& peer : wanted.peers) {
    text += "peer " + peer.name + " " + peer.cluster_id + ": " + Blocks(peer.containers) + " | " +
            Blocks(peer.nodes) + '\n';
  }
  for (const auto& exemption : config.settings.exemptions) {
    text += "exempt " + exemption.check + " row " + exemption.requirement + " until " +
            exemption.until() + ": " + exemption.reason + '\n';
  }
  return text;
}

std::string Read(const std::string& text, const std::string& file_name = "c.yaml") {
  const auto config = ReadConfig(text, file_name);
  return config ? Describe(*config) : config.error().message;
}

TEST_CASE("an empty config asks for the documented defaults") {
  struct Case {
    std::string name;
    std::string text;
    std::string file_name;
  };
  const Case cases[] = {
      {"no text", "", "c.yaml"},
      {"comments only", "# nothing yet\n", "c.yaml"},
      {"an empty document", "---\n...\n", "c.yaml"},
      {"an empty object", "{}", "c.yaml"},
      {"an empty object in JSON", "{}", "c.json"},
      {"nothing but its name", kHead, "c.yaml"},
      {"empty fields", kHead + "facts:\nchecks: {}\nexpectations: {ssh: }\nexemptions: []\n",
       "c.yaml"},
      {"the defaults spelt out", kHead + R"(
language: en
facts:
  source: none
  path: ""
  region: ""
  clusterId: ""
  endpoint: tencentcloudapi.com
  refreshInterval: 1m
  staleAfter: 15m
checks: {}
expectations:
  nodePortRange: 30000-32767
  nodePortClients: [0.0.0.0/0, "::/0"]
  internalClients: []
  healthCheckSources: []
  ssh: {required: false, clients: []}
  nodeGroups: []
  peerClusters: []
exemptions: []
)",
       "c.yaml"}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Read(c.text, c.file_name) ==
            "language en\nfacts none\nrange 30000-32767\nclients 0.0.0.0/0 ::/0\ninternal \nprobes \n"
            "ssh optional \n");
    }
  }
}

TEST_CASE("every field") {
  CHECK(Read(kHead + R"(
language: zh-CN
facts: {source: file, path: facts.yaml}
checks:
  nodeport-overexposed: {action: deny, severity: high, exemptible: true}
  eni-security-groups-disabled: {action: deny}
  icmp-not-admitted: {action: off}
  node-group-missing: {severity: info, exemptible: false}
  ssh-not-admitted: {action: audit, severity: critical}
  external-ip-used:
expectations:
  nodePortRange: 31000-31999
  nodePortClients: [10.0.0.0/8, 2001:db8::/32]
  internalClients: [192.0.2.7]
  healthCheckSources: [100.64.0.0/10]
  ssh: {required: true, clients: [198.51.100.0/25, 198.51.100.128/25]}
  nodeGroups:
  - {role: MASTER, groups: [sg-master]}
  - {role: WORKER, nodePool: np-abc, groups: [sg-node, sg-extra]}
  - {groups: [sg-node]}
  peerClusters:
  - {name: billing, clusterId: cls-2, containerCidrs: [172.20.0.0/16], nodeCidrs: [10.8.0.0/16]}
exemptions:
- {check: icmp-not-admitted, object: SecurityGroup/sg-a, reason: ping is off}
- {check: nodeport-range-not-admitted, object: "*/*", requirement: N5, reason: no UDP, until: 2027-01-31}
)") == R"(language zh-CN
facts facts.yaml
eni-security-groups-disabled action deny
external-ip-used
icmp-not-admitted action off
node-group-missing severity info not exemptible
nodeport-overexposed action deny severity high exemptible
ssh-not-admitted action audit severity critical
range 31000-31999
clients 10.0.0.0/8 2001:db8::/32
internal 192.0.2.7/32
probes 100.64.0.0/10
ssh required 198.51.100.0/24
groups master pool : sg-master
groups worker pool np-abc: sg-node,sg-extra
groups any pool : sg-node
peer billing cls-2: 172.20.0.0/16 | 10.8.0.0/16
exempt icmp-not-admitted row  until : ping is off
exempt nodeport-range-not-admitted row N5 until 2027-01-31: no UDP
)");
}

TEST_CASE("an empty nodePortClients means nobody") {
  const auto config = ReadConfig(kHead + "expectations: {nodePortClients: []}\n", "c.yaml");
  REQUIRE(config);
  CHECK(config->settings.expectations.node_port_clients.Empty());
}

TEST_CASE("the ends of the node-port range") {
  struct Case {
    std::string text;
    std::string want;  // empty: refused
  };
  const Case cases[] = {{"1-65535", "1-65535"}, {"30000-30000", "30000-30000"},
                        {"0-100", ""},          {"32767-30000", ""},
                        {"30000-65536", ""},    {"30000", ""},
                        {"30000-", ""},         {"-32767", ""},
                        {"30000 - 32767", ""},  {"+1-2", ""},
                        {"30000-32767-1", ""},  {"30000+2767", ""}};
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      const auto config =
          ReadConfig(kHead + "expectations:\n  nodePortRange: \"" + c.text + "\"\n", "c.yaml");
      if (c.want.empty()) {
        REQUIRE_FALSE(config);
        CHECK(config.error().message ==
              "c.yaml:4:18: expectations.nodePortRange: \"" + c.text +
                  "\" is no port range; use N-M with 1 <= N <= M <= 65535, such as 30000-32767");
      } else {
        REQUIRE(config);
        const auto [first, last] = config->settings.expectations.node_port_range;
        CHECK(std::to_string(first) + "-" + std::to_string(last) == c.want);
      }
    }
  }
}

TEST_CASE("what is wrong has line, column, path and what would be right") {
  struct Case {
    std::string name;
    std::string body;  // begins on line 3
    std::string want;
  };
  const Case cases[] = {
      {"an unknown field", "expectation: {}\n",
       "c.yaml:3:1: expectation: is not a field; did you mean expectations?"},
      {"an unknown check", "checks:\n  nodeport-not-admited: {action: off}\n",
       "c.yaml:4:3: checks.nodeport-not-admited: is not a check; did you mean "
       "nodeport-not-admitted?"},
      {"an unknown field of a check", "checks: {icmp-not-admitted: {actoin: off}}\n",
       "c.yaml:3:30: checks.icmp-not-admitted.actoin: is not a field; did you mean action?"},
      {"an unknown action", "checks: {icmp-not-admitted: {action: enforce}}\n",
       "c.yaml:3:38: checks.icmp-not-admitted.action: \"enforce\" is not known; use one of off, "
       "audit, warn, deny"},
      {"an unknown severity", "checks: {icmp-not-admitted: {severity: warning}}\n",
       "c.yaml:3:40: checks.icmp-not-admitted.severity: \"warning\" is not known; use one of "
       "critical, high, medium, low, info"},
      {"exemptible that is no boolean", "checks: {icmp-not-admitted: {exemptible: yes}}\n",
       "c.yaml:3:42: checks.icmp-not-admitted.exemptible: must be true or false, not text"},
      {"deny where nothing can be denied", "checks: {icmp-not-admitted: {action: deny}}\n",
       "c.yaml:3:38: checks.icmp-not-admitted.action: no change at admission brings this finding "
       "about, so none can be denied; use off, audit or warn (deny is for nodeport-out-of-range, "
       "nodeport-not-admitted, nodeport-overexposed, nodeport-protocol-unfilterable, "
       "external-ip-used, eni-security-groups-disabled)"},
      {"a block that is none", "expectations: {ssh: {clients: [10.0.0.0/33]}}\n",
       "c.yaml:3:32: expectations.ssh.clients[0]: \"10.0.0.0/33\" is no CIDR block; use a block "
       "such "
       "as 10.0.0.0/8 or 2001:db8::/32, or a bare address"},
      {"a block outside of a list", "expectations: {internalClients: 10.0.0.0/8}\n",
       "c.yaml:3:33: expectations.internalClients: must be a list, not text"},
      {"a role that no node group has", "expectations: {nodeGroups: [{role: ETCD, groups: [a]}]}\n",
       "c.yaml:3:36: expectations.nodeGroups[0].role: \"ETCD\" is not known; use one of WORKER, "
       "MASTER"},
      {"node groups without groups", "expectations: {nodeGroups: [{role: WORKER}]}\n",
       "c.yaml:3:29: expectations.nodeGroups[0].groups: is required"},
      {"node groups with no group", "expectations: {nodeGroups: [{groups: []}]}\n",
       "c.yaml:3:38: expectations.nodeGroups[0].groups: names no group; list the groups in their "
       "order"},
      {"node groups that are no list", "expectations: {nodeGroups: [{groups: sg-a}]}\n",
       "c.yaml:3:38: expectations.nodeGroups[0].groups: must be a list, not text"},
      {"a group twice", "expectations: {nodeGroups: [{groups: [sg-a, sg-a]}]}\n",
       "c.yaml:3:45: expectations.nodeGroups[0].groups[1]: \"sg-a\" is given twice, first on line "
       "3"},
      {"a peer without a name", "expectations: {peerClusters: [{nodeCidrs: [10.8.0.0/16]}]}\n",
       "c.yaml:3:31: expectations.peerClusters[0].name: is required"},
      {"a peer twice", "expectations:\n  peerClusters:\n  - name: a\n  - name: a\n",
       "c.yaml:6:11: expectations.peerClusters[1].name: \"a\" is given twice, first on line 5"},
      {"a file of facts without its path", "facts: {source: file}\n",
       "c.yaml:3:8: facts.path: is required"},
      {"a path that nothing reads", "facts: {path: facts.yaml}\n",
       "c.yaml:3:15: facts.path: is read only where facts.source is file"},
      {"a source that nobody knows", "facts: {source: aws}\n",
       "c.yaml:3:17: facts.source: \"aws\" is not known; use one of none, file, tencentcloud"},
      {"a language that nobody knows", "language: fr\n",
       "c.yaml:3:11: language: \"fr\" is not known; use one of en, ja, zh-CN"},
      {"a live field that nothing reads", "facts: {source: none, staleAfter: 1h}\n",
       "c.yaml:3:35: facts.staleAfter: is read only where facts.source is tencentcloud"},
      {"an exemption that says nothing", "exemptions: [{}]\n",
       "c.yaml:3:14: exemptions[0].check: is required\n"
       "c.yaml:3:14: exemptions[0].object: is required\n"
       "c.yaml:3:14: exemptions[0].reason: is required"},
      {"an exemption without a reason",
       "exemptions: [{check: icmp-not-admitted, object: Node/a, reason: ''}]\n",
       "c.yaml:3:65: exemptions[0].reason: is required"},
      {"an exemption of an unknown check",
       "exemptions: [{check: icmp-not-admited, object: Node/a, reason: r}]\n",
       "c.yaml:3:22: exemptions[0].check: \"icmp-not-admited\" is not a check; did you mean "
       "icmp-not-admitted?"},
      {"an exemption of an unknown kind",
       "exemptions: [{check: icmp-not-admitted, object: Securitygroup/a, reason: r}]\n",
       "c.yaml:3:49: exemptions[0].object: \"Securitygroup\" is no kind of object; did you mean "
       "SecurityGroup?"},
      {"an exemption of another check's row",
       "exemptions: [{check: nodeport-range-not-admitted, object: '*/*', requirement: N1, reason: r}]"
       "\n",
       "c.yaml:3:79: exemptions[0].requirement: \"N1\" is no row of nodeport-range-not-admitted; use "
       "one of N4, N5, M2, M3, M6, M7"},
      {"an exemption of a row where there is none",
       "exemptions: [{check: external-ip-used, object: '*/*/*', requirement: N1, reason: r}]\n",
       "c.yaml:3:70: exemptions[0].requirement: \"N1\" is no row of external-ip-used, which has none; "
       "leave the field out"},
      {"an exemption to no day",
       "exemptions: [{check: external-ip-used, object: '*/*/*', reason: r, until: 2027-02-29}]\n",
       "c.yaml:3:75: exemptions[0].until: \"2027-02-29\" is no day; use YYYY-MM-DD"}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Read(kHead + c.body) == c.want); }
  }
}

TEST_CASE("a live source and its bounds") {
  struct Case {
    std::string name;
    std::string fields;  // of facts, besides the source
    std::string want;    // of the source, or what is wrong
  };
  const Case cases[] = {
      {"the least", "clusterId: cls-1", "cls-1  tencentcloudapi.com 60 900"},
      {"all", "clusterId: cls-1, region: ap-guangzhou, endpoint: intl.tencentcloudapi.com, "
              "refreshInterval: 30s, staleAfter: 1h30m",
       "cls-1 ap-guangzhou intl.tencentcloudapi.com 30 5400"},
      {"the shortest", "clusterId: cls-1, refreshInterval: 1s, staleAfter: 2s",
       "cls-1  tencentcloudapi.com 1 2"},
      {"the longest", "clusterId: cls-1, refreshInterval: 1h, staleAfter: 2h",
       "cls-1  tencentcloudapi.com 3600 7200"},
      {"the least with a path that says nothing", "clusterId: cls-1, path: ''",
       "cls-1  tencentcloudapi.com 60 900"},
      {"no cluster", "region: ap-guangzhou", "c.yaml:3:8: facts.clusterId: is required"},
      {"a path", "clusterId: cls-1, path: facts.yaml",
       "c.yaml:3:55: facts.path: is read only where facts.source is file"},
      {"refreshed too often", "clusterId: cls-1, refreshInterval: 0s",
       "c.yaml:3:66: facts.refreshInterval: 0s is out of bounds; use 1s to 1h"},
      {"refreshed too seldom", "clusterId: cls-1, refreshInterval: 60m1s, staleAfter: 3h",
       "c.yaml:3:66: facts.refreshInterval: 1h1s is out of bounds; use 1s to 1h"},
      {"stale too soon", "clusterId: cls-1, staleAfter: 119s",
       "c.yaml:3:61: facts.staleAfter: 1m59s is less than 2 x refreshInterval; use 2m or more"},
      {"stale too soon by default", "clusterId: cls-1, refreshInterval: 10m",
       "c.yaml:3:8: facts.staleAfter: 15m is less than 2 x refreshInterval; use 20m or more"},
      {"no duration", "clusterId: cls-1, staleAfter: 900",
       "c.yaml:3:61: facts.staleAfter: \"900\" is no duration; use one such as 90s, 15m or 1h30m"}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto config =
          ReadConfig(kHead + "facts: {source: tencentcloud, " + c.fields + "}\n", "c.yaml");
      if (!config) {
        CHECK(config.error().message == c.want);
        return;
      }
      const FactsSource& source = config->facts;
      CHECK(source.kind == FactsSource::Kind::kTencentCloud);
      CHECK(source.cluster_id + ' ' + source.region + ' ' + source.endpoint + ' ' +
                std::to_string(source.refresh_interval.count()) + ' ' +
                std::to_string(source.stale_after.count()) ==
            c.want);
    }
  }
}

TEST_CASE("the flag names the facts before the config does") {
  struct Case {
    std::string name;
    std::string facts;
    std::string flag;
    std::string want;
  };
  const std::string live = "{source: tencentcloud, clusterId: cls-1}";
  const Case cases[] = {
      {"neither", "{}", "", ""},
      {"the flag", "{}", "flag.yaml", "flag.yaml"},
      {"the config", "{source: file, path: config.yaml}", "", "config.yaml"},
      {"both", "{source: file, path: config.yaml}", "flag.yaml", "flag.yaml"},
      {"the flag where the config is live", live, "flag.yaml", "flag.yaml"},
      {"live", live, "",
       "c.yaml: facts.source: this version has no live source, so tencentcloud cannot be asked; use "
       "file, or --facts FILE"}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto config = ReadConfig(kHead + "facts: " + c.facts + "\n", "c.yaml");
      REQUIRE(config);
      const auto file = FactsFile(*config, "c.yaml", c.flag);
      CHECK((file ? *file : file.error().message) == c.want);
    }
  }
}

TEST_CASE("all mistakes at once, in the order of the text") {
  CHECK(
      Read("kind: PortcullisConfig\nchecks: {nope: {}, icmp-not-admitted: {action: loud}}\n"
           "expectations: {nodePortRange: 5, ssh: {requird: true}}\n") ==
      R"(c.yaml:1:1: apiVersion: is required
c.yaml:2:10: checks.nope: is not a check; known are nodeport-out-of-range, nodeport-not-admitted, )"
      R"(nodeport-overexposed, nodeport-protocol-unfilterable, external-ip-used, node-group-missing, )"
      R"(node-groups-inconsistent, eni-security-groups-disabled, container-network-not-admitted, )"
      R"(cluster-network-not-admitted, peer-cluster-not-admitted, nodeport-range-not-admitted, )"
      R"(icmp-not-admitted, )"
      R"(ssh-not-admitted, control-plane-port-not-admitted, egress-not-admitted, )"
      R"(admin-port-open-to-world, all-ports-open-to-world, foreign-instance-in-group, rule-shadowed, )"
      R"(rule-redundant, rule-unresolved, group-quota-near
c.yaml:2:48: checks.icmp-not-admitted.action: "loud" is not known; use one of off, audit, warn, deny
c.yaml:3:31: expectations.nodePortRange: "5" is no port range; use N-M with 1 <= N <= M <= 65535, )"
      R"(such as 30000-32767
c.yaml:3:40: expectations.ssh.requird: is not a field; did you mean required?)");
}

TEST_CASE("what is no config is not read as one") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"another kind", "apiVersion: portcullis.dev/v1alpha1\nkind: CloudFacts\nregion: r\n",
       "c.yaml:2:7: kind: \"CloudFacts\" is not what is read here; use PortcullisConfig"},
      {"another version", "apiVersion: portcullis.dev/v2\nkind: PortcullisConfig\nnew: 1\n",
       "c.yaml:1:13: apiVersion: \"portcullis.dev/v2\" is not what is read here; use "
       "portcullis.dev/v1alpha1"},
      {"two documents", kHead + "---\n" + kHead, "c.yaml: holds 2 documents; a config file is one"},
      {"a list", "[a]\n", "c.yaml:1:1: must be an object, not a list"},
      {"no YAML", "a: [\n", ""}};
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto config = ReadConfig(c.text, "c.yaml");
      REQUIRE_FALSE(config);
      CHECK((config.error().code == Error::Code::kInvalidArgument));
      if (!c.want.empty()) CHECK(config.error().message == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::config
