#include "policy/wording.h"

namespace portcullis::policy {
namespace {

using secgroup::AddressSet;
using secgroup::Family;

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::string DecidedBy(const Finding& finding) {
  if (!finding.decided_by) return "";
  const RuleLocation& rule = *finding.decided_by;
  return " by " + rule.group + (rule.index ? " rule " + std::to_string(*rule.index) : "");
}

}  // namespace

std::string DescribeAddresses(const AddressSet& addresses) {
  if (addresses == AddressSet::All()) return "anywhere";
  if (addresses == AddressSet::All(Family::kIPv4)) return "anywhere (IPv4)";
  if (addresses == AddressSet::All(Family::kIPv6)) return "anywhere (IPv6)";
  const auto blocks = addresses.Blocks();
  if (blocks.empty()) return "nowhere";
  std::string text = secgroup::BlockToString(blocks.front());
  if (blocks.size() > 1) text += " and " + std::to_string(blocks.size() - 1) + " more";
  return text;
}

NodeNames NamesOf(const std::vector<const Member*>& members) {
  NodeNames names;
  names.count = members.size();
  names.of = members.size();
  for (const Member* member : members) {
    if (names.names.size() == NodeNames::kMaxNames) break;
    names.names.push_back(member->name());
  }
  return names;
}

std::string AdmissionLine(const Finding& finding) {
  std::string line = std::string(finding.check) + ": " + finding.message + DecidedBy(finding);
  if (!finding.advice.empty()) line += "; " + finding.advice;
  return OneLine(line, kMaxLine);
}

std::string OneLine(std::string_view text, std::size_t max) {
  constexpr std::string_view kCut = "...";
  std::string line;
  std::size_t characters = 0;
  std::size_t room_for_cut = 0;  // length of the line at max - 3 characters
  for (const char c : text) {
    if (StartsCodePoint(c)) {
      if (characters == max) return line.substr(0, room_for_cut).append(kCut);
      ++characters;
      if (characters == max - kCut.size() + 1) room_for_cut = line.size();
    }
    line += IsControl(c) ? ' ' : c;
  }
  return line;
}

}  // namespace portcullis::policy
