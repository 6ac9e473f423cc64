#include <algorithm>
#include <array>

#include "policy/wording.h"
#include "report/exposure.h"
#include "report/names.h"
#include "report/packet_rows.h"
#include "report/table.h"
#include "secgroup/cells.h"
#include "secgroup/decision.h"

namespace portcullis::report {
namespace {

using message::Language;
using secgroup::Direction;
using secgroup::Family;
using secgroup::PacketSet;

constexpr std::size_t kMaxNodes = 3;

std::string Said(message::Sentence sentence, Language language) {
  return Render(sentence, {}, language);
}

std::string Heading(const Exposure& exposure, const Paint& paint, Language language) {
  const secgroup::RuleList& rules = exposure.rules;
  std::string text =
      paint(Color::kBold, rules.direction() == Direction::kIngress ? "INGRESS" : "EGRESS");
  if (!exposure.host.empty()) text += "  " + exposure.host;
  if (exposure.backends) {
    std::vector<std::string> names = exposure.backends->names;
    names.resize(std::min(names.size(), kMaxNodes));
    text += "  " + JoinedOf(exposure.backends->count, names, language);
  }
  text += "   " + Render("groups {groups}"_msg, {{"groups", GroupsText(rules.groups(), language)}},
                         language);
  return text + '\n';
}

bool Has(const PacketSet& packets, Family family) {
  for (const secgroup::Protocol protocol : secgroup::kProtocols) {
    for (const PacketSet::Slice& slice : packets.slices(protocol)) {
      if (!slice.remotes.Only(family).Empty()) return true;
    }
  }
  return false;
}

message::Sentence Nothing(Direction direction, bool for_certain) {
  if (direction == Direction::kIngress) {
    return for_certain ? "nothing is let in for certain"_msg : "nothing is let in"_msg;
  }
  return for_certain ? "nothing is let out for certain"_msg : "nothing is let out"_msg;
}

// The families of which nothing is admitted, a line each; one line for both.
std::string Closed(const Exposure& exposure, Language language) {
  const Direction direction = exposure.rules.direction();
  if (exposure.admitted.Empty()) {
    return Said(Nothing(direction, !exposure.unknown.Empty()), language) + '\n';
  }
  std::string text;
  for (const Family family : {Family::kIPv4, Family::kIPv6}) {
    if (Has(exposure.admitted, family)) continue;
    const message::Text nothing = {Nothing(direction, Has(exposure.unknown, family)), {}};
    text += Render("{family}: {statement}"_msg,
                   {{"family", family == Family::kIPv4 ? "IPv4" : "IPv6"}, {"statement", nothing}},
                   language) +
            '\n';
  }
  return text;
}

// What is unknown, by the reason.
std::string UnknownText(const Exposure& exposure, std::size_t columns, Language language) {
  const secgroup::RuleList& rules = exposure.rules;
  const std::array<const secgroup::RuleList*, 1> lists = {&rules};
  const auto by_reason =
      secgroup::SortByCell(exposure.unknown, lists, [&](const secgroup::Packet& packet) {
        return Render(policy::WhyUnknown(rules, secgroup::Explain(rules, packet)), language);
      });
  std::string text;
  for (const auto& [why, packets] : by_reason) {
    text += '\n' + Render("Cannot be told, because {why}:"_msg, {{"why", why}}, language) + '\n';
    Table table("  ");
    for (const PacketRow& row : RowsOf(packets)) AddRow(row, {}, columns - 2, language, table);
    text += table.ToString();
  }
  return text;
}

}  // namespace

std::string ExposureText(const Exposure& exposure, std::size_t columns, const Paint& paint,
                         Language language) {
  std::string text = Heading(exposure, paint, language);
  if (!exposure.admitted.Empty()) {
    const bool is_ingress = exposure.rules.direction() == Direction::kIngress;
    Table table;
    table.AddRow({paint(Color::kDim, Said("PROTOCOL"_msg, language)),
                  paint(Color::kDim, Said("PORTS"_msg, language)),
                  paint(Color::kDim, Said(is_ingress ? "FROM"_msg : "TO"_msg, language))});
    for (const PacketRow& row : RowsOf(exposure.admitted)) {
      AddRow(row, {}, columns, language, table);
    }
    text += table.ToString();
  }
  return text + Closed(exposure, language) + UnknownText(exposure, columns, language);
}

std::string ExposureText(const ServiceExposure& service, std::size_t columns, const Paint& paint,
                         Language language) {
  std::string ports;
  for (const message::Text& port : service.node_ports) {
    ports += (ports.empty() ? "" : ", ") + Render(port, language);
  }
  if (ports.empty()) ports = Said("no node ports"_msg, language);
  std::string text = paint(Color::kBold, "Service " + service.name) + "  " + ports + '\n';
  for (const Exposure& exposure : service.lists) {
    text += '\n' + ExposureText(exposure, columns, paint, language);
  }
  return text;
}

}  // namespace portcullis::report
