#include "policy/wording.h"

#include <algorithm>

namespace portcullis::policy {
namespace {

using secgroup::AddressSet;
using secgroup::Family;

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// Whether the code point at the front is a control character: the API server drops a warning with one.
bool StartsWithControl(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x20 || byte == 0x7F) return true;
  return text.starts_with('\xC2') && text.size() > 1 && !StartsCodePoint(text[1]) &&
         static_cast<unsigned char>(text[1]) < 0xA0;
}

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), StartsCodePoint));
}

// The first block, and how many more there are.
std::string Enumerate(const std::vector<secgroup::AddressRange>& blocks) {
  std::string text = secgroup::BlockToString(blocks.front());
  if (blocks.size() > 1) text += " and " + std::to_string(blocks.size() - 1) + " more";
  return text;
}

std::string DecidedBy(const Finding& finding) {
  if (!finding.decided_by) return "";
  const RuleLocation& rule = *finding.decided_by;
  return " by " + rule.group + (rule.index ? " rule " + std::to_string(*rule.index) : "");
}

}  // namespace

std::string DescribeAddresses(const AddressSet& addresses) {
  if (addresses.v6().Empty()) {
    const AddressSet all = AddressSet::All(Family::kIPv4);
    return addresses == all ? "anywhere (IPv4)" : DescribeAddresses(addresses, all);
  }
  if (addresses.v4().Empty()) {
    const AddressSet all = AddressSet::All(Family::kIPv6);
    return addresses == all ? "anywhere (IPv6)" : DescribeAddresses(addresses, all);
  }
  return DescribeAddresses(addresses, AddressSet::All());
}

std::string DescribeAddresses(const AddressSet& addresses, const AddressSet& all) {
  if (addresses == all) return "anywhere";
  const auto blocks = addresses.Blocks();
  if (blocks.empty()) return "nowhere";
  const auto others = all.Difference(addresses).Blocks();
  if (others.size() < blocks.size()) return "anywhere but " + Enumerate(others);
  return Enumerate(blocks);
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
  std::string line = std::string(finding.check) + ": " + finding.message;
  const std::string advice = finding.advice.empty() ? "" : "; " + finding.advice;
  for (const std::string& more : {DecidedBy(finding), advice}) {
    if (CountCharacters(line) + CountCharacters(more) <= kMaxLine) line += more;
  }
  return OneLine(line, kMaxLine);
}

std::string OneLine(std::string_view text, std::size_t max) {
  constexpr std::string_view kCut = "...";
  std::string line;
  std::size_t characters = 0;
  std::size_t room_for_cut = 0;  // length of the line at max - 3 characters
  while (!text.empty()) {
    if (StartsCodePoint(text.front())) {
      if (characters == max) return line.substr(0, room_for_cut).append(kCut);
      ++characters;
      if (characters == max - kCut.size() + 1) room_for_cut = line.size();
    }
    if (StartsWithControl(text)) {
      line += ' ';
      text.remove_prefix(text.front() == '\xC2' ? 2 : 1);
    } else {
      line += text.front();
      text.remove_prefix(1);
    }
  }
  return line;
}

}  // namespace portcullis::policy
