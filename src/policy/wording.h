#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "message/text.h"
#include "policy/cluster_view.h"
#include "policy/finding.h"
#include "secgroup/address_set.h"

// How findings say things, so that all say them alike.
namespace portcullis::policy {

// What a finding says, in a language: what is wrong; what to do, in a few words; and in a sentence.
std::string MessageOf(const Finding& finding, message::Language language);
std::string AdviceOf(const Finding& finding, message::Language language);
std::string FixOf(const Finding& finding, message::Language language);

// What is wrong, by which rule, and what to do about it, on one line of at most `max` characters.
std::string StatementOf(const Finding& finding, message::Language language, std::size_t max);

// "anywhere", "anywhere (IPv4)", "10.0.0.0/8", "10.0.0.0/8 and 3 more"; "anywhere but 10.0.0.0/8" where
// that says more in fewer blocks.
message::Text DescribeAddresses(const secgroup::AddressSet& addresses);

// The same, where `all` is what "anywhere" means.
message::Text DescribeAddresses(const secgroup::AddressSet& addresses,
                                const secgroup::AddressSet& all);

// Why the members of a set are not known.
message::Text Describe(const secgroup::RuleList::Unknown& unknown);

// Why a decision is unknown: the references that it hangs on, or the group without known rules.
message::Text WhyUnknown(const secgroup::RuleList& list, const secgroup::Decision& decision);

// "sg-a,sg-b"; "none" where there is none.
message::Text DescribeGroups(const std::vector<secgroup::GroupId>& groups);

// The members' names for a finding: all counted, the first ten named.
NodeNames NamesOf(const std::vector<const Member*>& members);

// The line that kubectl shows: "<check-id>: <what>[ by <group> rule <index>]; <what to do>", at most 120
// characters, no control characters. The rule and what to do are left out where there is no room.
std::string AdmissionLine(const Finding& finding, message::Language language);

// At most `max` characters (code points) of the text, control characters replaced by blanks; a cut one
// ends with "...".
std::string OneLine(std::string_view text, std::size_t max);

inline constexpr std::size_t kMaxLine = 120;

}  // namespace portcullis::policy
