#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/facts.h"
#include "message/language.h"
#include "policy/configured_exemption.h"
#include "policy/finding.h"
#include "secgroup/address_set.h"
#include "secgroup/interval_set.h"

namespace portcullis::policy {

// What is wanted of the cluster's groups; `expectations` of the PortcullisConfig document.
struct Expectations {
  struct Ssh {
    bool required = false;
    secgroup::AddressSet clients;  // empty: anywhere
  };

  // The ordered group list that the nodes it fits should have.
  struct NodeGroups {
    std::optional<cluster::Role> role;
    std::string node_pool;  // empty: any
    std::vector<secgroup::GroupId> groups;
  };

  secgroup::Interval<std::uint16_t> node_port_range = {30000, 32767};
  secgroup::AddressSet node_port_clients = secgroup::AddressSet::All();
  secgroup::AddressSet internal_clients;
  secgroup::AddressSet health_check_sources;
  Ssh ssh;
  std::vector<NodeGroups> node_groups;
  std::vector<cluster::PeerCluster> peers;
};

// `checks.<id>` of the PortcullisConfig document. Absent: the catalogue's.
struct CheckSettings {
  std::optional<Action> action;
  std::optional<Severity> severity;
  std::optional<bool> exemptible;
};

// All that a user may set. Immutable once made.
struct Settings {
  message::Language language = message::Language::kEnglish;  // of what people read, but not of logs
  std::map<std::string, CheckSettings, std::less<>> checks;
  Expectations expectations;
  std::vector<ConfiguredExemption> exemptions;  // the first that covers a finding counts
};

}  // namespace portcullis::policy
