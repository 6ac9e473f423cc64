#include "policy/wording.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace portcullis::policy {
namespace {

using message::Language;
using secgroup::AddressSet;
using secgroup::Family;

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
message::Text Enumerate(const std::vector<secgroup::AddressRange>& blocks) {
  std::string first = secgroup::BlockToString(blocks.front());
  if (blocks.size() == 1) return {"{block}"_msg, {{"block", std::move(first)}}};
  return {"{block} and {count} more"_msg,
          {{"block", std::move(first)}, {"count", std::to_string(blocks.size() - 1)}}};
}

std::string DecidedBy(const Finding& finding, Language language) {
  if (!finding.decided_by) return "";
  const RuleLocation& rule = *finding.decided_by;
  if (!rule.index) return Render("by {group}"_msg, {{"group", rule.group}}, language);
  return Render("by {group} rule {index}"_msg,
                {{"group", rule.group}, {"index", std::to_string(*rule.index)}}, language);
}

}  // namespace

std::string MessageOf(const Finding& finding, Language language) {
  return Render(finding.say.message, finding.places, language);
}

std::string AdviceOf(const Finding& finding, Language language) {
  if (!finding.exemption_problem.empty()) return Render(finding.exemption_problem, language);
  return Render(finding.say.advice, finding.places, language);
}

std::string FixOf(const Finding& finding, Language language) {
  const std::string fix = Render(finding.say.fix, finding.places, language);
  if (finding.exemption_problem.empty()) return fix;
  return Render("{problem}; {fix}"_msg, {{"problem", finding.exemption_problem}, {"fix", fix}},
                language);
}

std::string StatementOf(const Finding& finding, Language language, std::size_t max) {
  std::string statement = MessageOf(finding, language);
  const std::string rule = DecidedBy(finding, language);
  if (!rule.empty()) statement += ' ' + rule;
  const std::string fix = FixOf(finding, language);
  if (!fix.empty()) statement += "; " + fix;
  return OneLine(statement, max);
}

message::Text DescribeAddresses(const AddressSet& addresses) {
  if (addresses.v6().Empty()) {
    const AddressSet all = AddressSet::All(Family::kIPv4);
    return addresses == all ? message::Text{"anywhere (IPv4)"_msg, {}}
                            : DescribeAddresses(addresses, all);
  }
  if (addresses.v4().Empty()) {
    const AddressSet all = AddressSet::All(Family::kIPv6);
    return addresses == all ? message::Text{"anywhere (IPv6)"_msg, {}}
                            : DescribeAddresses(addresses, all);
  }
  return DescribeAddresses(addresses, AddressSet::All());
}

message::Text DescribeAddresses(const AddressSet& addresses, const AddressSet& all) {
  if (addresses == all) return {"anywhere"_msg, {}};
  const auto blocks = addresses.Blocks();
  if (blocks.empty()) return {"nowhere"_msg, {}};
  const auto others = all.Difference(addresses).Blocks();
  if (others.size() < blocks.size()) {
    return {"anywhere but {blocks}"_msg, {{"blocks", Enumerate(others)}}};
  }
  return Enumerate(blocks);
}

message::Text Describe(const secgroup::RuleList::Unknown& unknown) {
  using Kind = secgroup::RuleList::Unknown::Kind;
  const auto say = [&unknown](message::Sentence sentence) {
    return message::Text{sentence, {{"id", unknown.name}}};
  };
  switch (unknown.kind) {
    case Kind::kAddressTemplate: return say("address template {id} is not in the facts"_msg);
    case Kind::kAddressTemplateGroup:
      return say("address template group {id} is not in the facts"_msg);
    case Kind::kServiceTemplate: return say("service template {id} is not in the facts"_msg);
    case Kind::kServiceTemplateGroup:
      return say("service template group {id} is not in the facts"_msg);
    case Kind::kGroupMembers: return say("the members of {id} are not all known"_msg);
    case Kind::kGroupIpv6Members:
      return say("whether {id} matches its members' IPv6 addresses is not known"_msg);
    case Kind::kNoRemote: return say("{id} names no remote"_msg);
    case Kind::kAcceptedByGroup:
    case Kind::kDroppedByGroup:
      return {"the rules of {group} are not in the facts"_msg, {{"group", unknown.name}}};
  }
  return {};
}

message::Text WhyUnknown(const secgroup::RuleList& list, const secgroup::Decision& decision) {
  if (!decision.entry) {
    if (!list.missing_group()) {
      return {"no security group is bound, or the facts do not say which"_msg, {}};
    }
    return {"the rules of {group} are not in the facts"_msg,
            {{"group", list.groups()[*list.missing_group()]}}};
  }
  // A rule may hang on its service and on its remote.
  const message::Text first = Describe(list.unknowns()[decision.unknowns.front()]);
  if (decision.unknowns.size() == 1) return first;
  return {"{first}, and {second}"_msg,
          {{"first", first}, {"second", Describe(list.unknowns()[decision.unknowns.back()])}}};
}

message::Text DescribeGroups(const std::vector<secgroup::GroupId>& groups) {
  std::string joined;
  for (const auto& group : groups) joined += (joined.empty() ? "" : ",") + group;
  if (joined.empty()) return {"none"_msg, {}};
  return {"{groups}"_msg, {{"groups", std::move(joined)}}};
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

std::string AdmissionLine(const Finding& finding, Language language) {
  std::string line = std::string(finding.check) + ": " + MessageOf(finding, language);
  const auto append_if_it_fits = [&line](std::string_view separator, const std::string& more) {
    if (more.empty()) return;
    if (CountCharacters(line) + separator.size() + CountCharacters(more) > kMaxLine) return;
    line.append(separator).append(more);
  };
  append_if_it_fits(" ", DecidedBy(finding, language));
  append_if_it_fits("; ", AdviceOf(finding, language));
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
