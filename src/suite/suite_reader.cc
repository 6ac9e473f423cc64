#include "suite/suite_reader.h"

#include <array>
#include <optional>
#include <utility>

#include "base/quoted.h"
#include "document/identity.h"
#include "document/words.h"
#include "json/field.h"
#include "json/reader.h"

namespace portcullis::suite {
namespace {

using json::Field;
using secgroup::AddressRange;
using secgroup::AddressSet;
using secgroup::Direction;
using secgroup::PortSet;
using secgroup::Protocol;
using secgroup::ProtocolSet;
using secgroup::ServiceSet;
using secgroup::Verdict;

// A part with a mistake reads as no value, so that all the others are looked at too.

std::optional<Direction> ReadDirection(const Field& field) {
  static constexpr std::array<std::pair<std::string_view, std::optional<Direction>>, 2> kWords = {
      {{"ingress", Direction::kIngress}, {"egress", Direction::kEgress}}};
  std::optional<Direction> direction;
  if (field.absent()) return Direction::kIngress;
  document::ReadWord(field, kWords, direction);
  return direction;
}

std::optional<Verdict> ReadExpected(const Field& field) {
  static constexpr std::array<std::pair<std::string_view, std::optional<Verdict>>, 3> kWords = {
      {{"accept", Verdict::kAccept}, {"drop", Verdict::kDrop}, {"unknown", Verdict::kUnknown}}};
  std::optional<Verdict> expected;
  if (field.Require()) document::ReadWord(field, kWords, expected);
  return expected;
}

std::optional<ProtocolSet> ReadProtocols(const Field& list) {
  // SCTP is one of the protocols that the cloud has no word for.
  static constexpr std::array<std::pair<std::string_view, std::optional<Protocol>>, 6> kWords = {
      {{"tcp", Protocol::kTcp},
       {"udp", Protocol::kUdp},
       {"icmp", Protocol::kIcmp},
       {"icmpv6", Protocol::kIcmpv6},
       {"gre", Protocol::kGre},
       {"sctp", Protocol::kOther}}};
  if (list.absent()) return ProtocolSet::All();
  if (list.value()->kind() != json::Value::Kind::kArray) {
    list.Elements();  // reports the wrong kind
    return std::nullopt;
  }
  ProtocolSet protocols;
  bool is_good = true;
  for (const Field& element : list.Elements()) {
    std::optional<Protocol> protocol;
    if (element.Require()) document::ReadWord(element, kWords, protocol);
    if (protocol) protocols.Add(*protocol);
    is_good = is_good && protocol;
  }
  return is_good ? std::optional(protocols) : std::nullopt;
}

// "30080", "30000-32767", "80,443".
std::optional<PortSet> ReadPortText(const Field& field) {
  const auto text = field.Text();
  if (!text) return std::nullopt;
  const auto services = ServiceSet::Parse("TCP", *text);
  if (!services) {
    field.AddError(services.error().message);
    return std::nullopt;
  }
  return services->ports(Protocol::kTcp);
}

// One text, or a list of them.
std::optional<PortSet> ReadPorts(const Field& field) {
  if (field.absent()) return PortSet({{1, 65535}});
  if (field.value()->kind() != json::Value::Kind::kArray) return ReadPortText(field);
  PortSet ports;
  bool is_good = true;
  for (const Field& element : field.Elements()) {
    const auto some = element.Require() ? ReadPortText(element) : std::nullopt;
    if (some) ports = ports.Union(*some);
    is_good = is_good && some;
  }
  return is_good ? std::optional(ports) : std::nullopt;
}

std::optional<ServiceSet> ReadServices(const Field& root) {
  const auto protocols = ReadProtocols(root["protocols"]);
  const auto ports = ReadPorts(root["ports"]);
  if (!protocols || !ports) return std::nullopt;
  if (!root["ports"].absent() && !protocols->Contains(Protocol::kTcp) &&
      !protocols->Contains(Protocol::kUdp)) {
    root["ports"].AddError("stands beside protocols without ports; leave it out, or add tcp or udp");
    return std::nullopt;
  }
  return ServiceSet(*protocols, *ports);
}

// What a remote's word or text stands for; an error without place if it stands for nothing.
Result<AddressSet> ParseRemote(std::string_view text, const policy::ClusterView& view) {
  const auto network = [&](const AddressSet& addresses,
                           const std::string& field) -> Result<AddressSet> {
    if (addresses.Empty()) return InvalidArgument("the facts do not say what it is (" + field + ")");
    return addresses;
  };
  if (text == "ANY") return AddressSet::All(secgroup::Family::kIPv4);
  if (text == "CLUSTER_CIDR") return network(view.nodes_network(), "network.nodeCidrs");
  if (text == "CONTAINER_CIDR") return network(view.pods_network(), "network.containerCidrs");
  const auto block = AddressRange::ParseBlock(text);
  if (!block) {
    return InvalidArgument(Quoted(text) +
                           " is no remote; use an address, a CIDR block such as 10.0.0.0/8, ANY, "
                           "CLUSTER_CIDR or CONTAINER_CIDR");
  }
  return AddressSet(std::array{*block});
}

std::optional<AddressSet> ReadRemote(const Field& field, const policy::ClusterView& view) {
  const auto text = field.Require() ? field.Text() : std::nullopt;
  if (!text) return std::nullopt;
  auto remote = ParseRemote(*text, view);
  if (remote) return *std::move(remote);
  field.AddError(remote.error().message);
  return std::nullopt;
}

std::optional<AddressSet> ReadRemotes(const Field& list, const policy::ClusterView& view) {
  if (!list.absent() && list.value()->kind() != json::Value::Kind::kArray) {
    list.Elements();  // reports the wrong kind
    return std::nullopt;
  }
  AddressSet remotes;
  bool is_good = true;
  for (const Field& element : list.Elements()) {
    const auto some = ReadRemote(element, view);
    if (some) remotes = remotes.Union(*some);
    is_good = is_good && some;
  }
  return is_good ? std::optional(remotes) : std::nullopt;
}

// The packets of a case; an error of the case if there are none.
std::optional<secgroup::PacketSet> ReadPackets(const Field& root, const policy::ClusterView& view) {
  const auto services = ReadServices(root);
  const bool has_remotes = root["remotes"].Require();
  const auto remotes = ReadRemotes(root["remotes"], view);
  const auto except = ReadRemotes(root["except"], view);
  if (!services || !has_remotes || !remotes || !except) return std::nullopt;
  secgroup::PacketSet packets(*services, remotes->Difference(*except));
  if (packets.Empty()) {
    root.AddError(
        "has no packet: nothing is left of protocols, ports and remotes without except (icmp goes "
        "with IPv4 remotes, icmpv6 with IPv6 ones)");
    return std::nullopt;
  }
  return packets;
}

Result<std::vector<AskedList>> FindLists(const Field& field, std::string_view key,
                                         Direction direction, AskedLists& lists) {
  if (key == "groups") return lists.OfGroups(document::ReadTexts(field), direction);
  if (key == "instance") return lists.OfInstance(document::TextOf(field), direction);
  if (key == "node") return lists.OfNode(document::TextOf(field), direction);
  const auto role = field.Text();
  if (role == "WORKER") return lists.OfWorkers(direction);
  if (role == "MASTER") return lists.OfMasters(direction);
  return InvalidArgument(Quoted(document::TextOf(field)) + " is not known; use WORKER or MASTER");
}

// The lists that the one of groups, instance, node and role names. Empty: a mistake was reported.
std::vector<AskedList> ReadLists(const Field& root, Direction direction, AskedLists& lists) {
  using Kind = json::Value::Kind;
  std::string given;
  std::string_view last;
  std::size_t count = 0;
  for (const std::string_view key : {"groups", "instance", "node", "role"}) {
    if (root[key].absent()) continue;
    given += (count == 0 ? "" : " and ") + std::string(key);
    last = key;
    ++count;
  }
  if (count != 1) {
    root.AddError((count == 0 ? "names no list" : "names " + given) +
                  "; use one of groups, instance, node and role");
    return {};
  }
  const Field field = root[last];
  const bool wants_list = last == "groups";
  if ((field.value()->kind() == Kind::kArray) != wants_list ||
      field.value()->kind() == Kind::kObject) {
    field.AddError(wants_list ? "must be a list of groups in their order" : "must be text");
    return {};
  }
  if (wants_list && document::ReadTexts(field).empty()) {
    field.AddError("names no group; list the groups in their order");
    return {};
  }
  auto found = FindLists(field, last, direction, lists);
  if (!found) {
    field.AddError(found.error().message);
    return {};
  }
  return *std::move(found);
}

Case ReadCase(const Field& root, AskedLists& lists) {
  static constexpr std::array<std::string_view, 11> kFields = {
      "name",      "groups", "instance", "node",   "role",  "direction",
      "protocols", "ports",  "remotes",  "except", "expect"};
  root.AllowOnly(kFields);
  if (!root.Require() || root.value()->kind() != json::Value::Kind::kObject) return {};
  root["name"].Require();
  const auto direction = ReadDirection(root["direction"]);
  const auto expected = ReadExpected(root["expect"]);
  auto packets = ReadPackets(root, lists.view());
  auto asked = ReadLists(root, direction.value_or(Direction::kIngress), lists);
  if (!direction || !expected || !packets) return {};
  return {document::TextOf(root["name"]), *direction, *std::move(packets), std::move(asked), *expected};
}

PacketSuite ReadSuite(const Field& root, AskedLists& lists) {
  static constexpr std::array<std::string_view, 4> kFields = {"apiVersion", "kind", "name",
                                                              "cases"};
  root.AllowOnly(kFields);
  root["name"].Require();
  PacketSuite suite{document::TextOf(root["name"]), {}};
  const Field cases = root["cases"];
  if (!cases.Require()) return suite;
  for (const Field& field : cases.Elements()) suite.cases.push_back(ReadCase(field, lists));
  if (suite.cases.empty() && cases.value()->kind() == json::Value::Kind::kArray) {
    cases.AddError("holds no case, so the suite would say nothing");
  }
  return suite;
}

}  // namespace

Result<std::vector<PacketSuite>> ReadSuites(std::string text, std::string_view file_name,
                                            AskedLists& lists) {
  const json::Format format = json::FormatOf(file_name, text);
  const auto documents = json::Parse(std::move(text), format);
  if (!documents) return tl::unexpected(json::ToError(documents.error(), file_name));
  if (documents->empty()) return InvalidArgument(std::string(file_name) + ": holds no PacketSuite");
  json::Errors errors;
  std::vector<PacketSuite> suites;
  for (const json::Document& document : *documents) {
    const Field root(document, errors);
    if (document::CheckIdentity(root, "PacketSuite")) suites.push_back(ReadSuite(root, lists));
  }
  if (const Status status = errors.ToStatus(file_name); !status) {
    return tl::unexpected(status.error());
  }
  return suites;
}

}  // namespace portcullis::suite
