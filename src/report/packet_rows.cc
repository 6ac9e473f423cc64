#include "report/packet_rows.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "message/text.h"
#include "report/names.h"

namespace portcullis::report {
namespace {

using message::Language;
using secgroup::AddressSet;
using secgroup::Family;
using secgroup::PacketSet;
using secgroup::PortSet;

// A row names at most this many blocks of a family.
constexpr std::size_t kMaxBlocks = 12;
constexpr std::size_t kPortColumns = 24;
// However narrow the terminal is, remotes have at least this much room.
constexpr std::size_t kMinRemoteColumns = 20;

std::string Said(message::Sentence sentence, Language language) {
  return Render(sentence, {}, language);
}

std::vector<PacketRow> RowsOfProtocol(secgroup::Protocol protocol,
                                      const std::vector<PacketSet::Slice>& slices) {
  std::vector<PacketRow> rows;
  for (const PacketSet::Slice& slice : slices) {
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const PacketRow& row) {
      return row.remotes == slice.remotes;
    });
    if (same == rows.end()) {
      rows.push_back(
          {protocol, PortSet({{slice.first_port, slice.last_port}}), false, slice.remotes});
    } else {
      same->ports.Append(slice.first_port, slice.last_port);
    }
  }
  return rows;
}

// Moves the row with the most runs of ports to the end as the rest, where every port is in some
// row.
void MarkRest(std::vector<PacketRow>& rows) {
  PortSet all;
  for (const PacketRow& row : rows) all = all.Union(row.ports);
  if (all != secgroup::AllPorts()) return;
  const auto rest = std::max_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.ports.intervals().size() < b.ports.intervals().size();
  });
  if (rest->ports.intervals().size() < 2) return;
  rest->is_rest = true;
  std::rotate(rest, rest + 1, rows.end());
}

std::string JoinBlocks(const std::vector<secgroup::AddressRange>& blocks, Language language) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(blocks.size(), kMaxBlocks); ++i) {
    names.push_back(secgroup::BlockToString(blocks[i]));
  }
  return JoinedOf(blocks.size(), names, language);
}

// REQUIRES: `remotes` is of the family and not empty.
std::string DescribeFamily(const AddressSet& remotes, Family family, Language language) {
  const std::string everywhere =
      Said(family == Family::kIPv4 ? "anywhere (IPv4)"_msg : "anywhere (IPv6)"_msg, language);
  const auto others = AddressSet::All(family).Difference(remotes).Blocks();
  if (others.empty()) return everywhere;
  const auto blocks = remotes.Blocks();
  if (others.size() >= blocks.size()) return JoinBlocks(blocks, language);
  return Render("{everywhere} but {blocks}"_msg,
                {{"everywhere", everywhere}, {"blocks", JoinBlocks(others, language)}}, language);
}

// Breaks a text behind commas into lines of at most `columns`, where that is possible.
std::vector<std::string> Wrap(std::string_view text, std::size_t columns) {
  constexpr std::string_view kComma = ", ";
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const auto comma = text.find(kComma);
    const bool is_last = comma == std::string_view::npos;
    const std::string_view item = is_last ? text : text.substr(0, comma + 1);
    if (!lines.back().empty() && DisplayWidth(lines.back()) + 1 + DisplayWidth(item) > columns) {
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += item;
    text.remove_prefix(is_last ? text.size() : comma + kComma.size());
  }
  return lines;
}

}  // namespace

secgroup::Packet PacketRow::Witness() const {
  return {protocol, ports.intervals().front().first, *remotes.Witness()};
}

std::vector<PacketRow> RowsOf(const PacketSet& packets) {
  std::vector<PacketRow> rows;
  for (const secgroup::Protocol protocol : secgroup::kProtocols) {
    if (packets.slices(protocol).empty()) continue;
    std::vector<PacketRow> of_protocol = RowsOfProtocol(protocol, packets.slices(protocol));
    MarkRest(of_protocol);
    std::move(of_protocol.begin(), of_protocol.end(), std::back_inserter(rows));
  }
  return rows;
}

std::string DescribePorts(const PacketRow& row, Language language) {
  if (!secgroup::HasPorts(row.protocol)) return "";
  if (row.is_rest) return Said("others"_msg, language);
  if (row.ports == secgroup::AllPorts()) return Said("all"_msg, language);
  std::string ports;
  for (const auto& run : row.ports.intervals()) {
    ports += (ports.empty() ? "" : ", ") + std::to_string(run.first);
    if (run.last != run.first) ports += '-' + std::to_string(run.last);
  }
  return ports;
}

std::vector<std::string> DescribeRemotes(const AddressSet& remotes, Language language) {
  if (remotes == AddressSet::All()) return {Said("anywhere"_msg, language)};
  std::vector<std::string> phrases;
  for (const Family family : {Family::kIPv4, Family::kIPv6}) {
    const AddressSet part = remotes.Only(family);
    if (!part.Empty()) phrases.push_back(DescribeFamily(part, family, language));
  }
  return phrases;
}

void AddRow(const PacketRow& row, std::vector<std::string> cells, std::size_t columns,
            Language language, Table& table) {
  std::size_t used = 0;
  for (const std::string& cell : cells) used += DisplayWidth(cell) + 2;
  const std::vector<std::string> ports = Wrap(DescribePorts(row, language), kPortColumns);
  // Columns before the remotes: the longest protocol, ports as wide as they may get, and blanks.
  used += std::string_view("protocol  ").size() + kPortColumns + 2;
  const std::size_t room = std::max(columns, used + kMinRemoteColumns) - used;
  std::vector<std::string> remotes;
  for (const std::string& phrase : DescribeRemotes(row.remotes, language)) {
    for (std::string& line : Wrap(phrase, room)) remotes.push_back(std::move(line));
  }
  cells.emplace_back(secgroup::ToString(row.protocol));
  for (std::size_t i = 0; i < std::max(ports.size(), remotes.size()); ++i) {
    if (i > 0) std::fill(cells.begin(), cells.end(), "");
    std::vector<std::string> line = cells;
    line.push_back(i < ports.size() ? ports[i] : "");
    line.push_back(i < remotes.size() ? remotes[i] : "");
    table.AddRow(std::move(line));
  }
}

}  // namespace portcullis::report
