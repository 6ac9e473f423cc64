#include "config/expectations_reader.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "config/words.h"
#include "document/networks.h"
#include "document/unique_ids.h"
#include "document/words.h"

namespace portcullis::config {
namespace {

using json::Field;
using policy::Expectations;
using PortRange = secgroup::Interval<std::uint16_t>;

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// "N-M".
std::optional<PortRange> ParsePortRange(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = ParsePort(text.substr(0, dash));
  const auto last = ParsePort(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

void ReadPortRange(const Field& field, PortRange& range) {
  const auto text = field.Text();
  if (!text) return;
  if (const auto parsed = ParsePortRange(*text)) {
    range = *parsed;
  } else {
    field.AddError(Quoted(*text) +
                   " is no port range; use N-M with 1 <= N <= M <= 65535, such as 30000-32767");
  }
}

Expectations::Ssh ReadSsh(const Field& field) {
  return {field["required"].Bool().value_or(false), document::ReadBlocks(field["clients"])};
}

std::vector<Expectations::NodeGroups> ReadNodeGroups(const Field& list) {
  std::vector<Expectations::NodeGroups> entries;
  for (const Field& field : list.Elements()) {
    Expectations::NodeGroups entry;
    document::ReadWord(field["role"], kNodeGroupRoles, entry.role);
    entry.node_pool = document::TextOf(field["nodePool"]);
    document::UniqueIds ids;
    const Field groups = field["groups"];
    if (!groups.absent() && groups.value()->kind() == json::Value::Kind::kArray &&
        groups.Elements().empty()) {
      groups.AddError("names no group; list the groups in their order");
    }
    for (const Field& group : groups.Elements()) entry.groups.push_back(ids.Read(group));
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

Expectations ReadExpectations(const Field& field) {
  Expectations expectations;
  ReadPortRange(field["nodePortRange"], expectations.node_port_range);
  // Unlike the other lists an empty one says something: nobody.
  if (const Field clients = field["nodePortClients"]; !clients.absent()) {
    expectations.node_port_clients = document::ReadBlocks(clients);
  }
  expectations.internal_clients = document::ReadBlocks(field["internalClients"]);
  expectations.health_check_sources = document::ReadBlocks(field["healthCheckSources"]);
  expectations.ssh = ReadSsh(field["ssh"]);
  expectations.node_groups = ReadNodeGroups(field["nodeGroups"]);
  expectations.peers = document::ReadPeerClusters(field["peerClusters"]);
  return expectations;
}

}  // namespace portcullis::config
