#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/cluster_view.h"
#include "policy/finding.h"
#include "secgroup/address_set.h"

// How findings say things, so that all say them alike.
namespace portcullis::policy {

// "anywhere", "anywhere (IPv4)", "10.0.0.0/8", "10.0.0.0/8 and 3 more"; "anywhere but 10.0.0.0/8" where
// that says more in fewer blocks.
std::string DescribeAddresses(const secgroup::AddressSet& addresses);

// The same, where `all` is what "anywhere" means.
std::string DescribeAddresses(const secgroup::AddressSet& addresses,
                              const secgroup::AddressSet& all);

// The members' names for a finding: all counted, the first ten named.
NodeNames NamesOf(const std::vector<const Member*>& members);

// The line that kubectl shows: "<check-id>: <what>[ by <group> rule <index>]; <what to do>", at most 120
// characters, no control characters. The rule and what to do are left out where there is no room.
std::string AdmissionLine(const Finding& finding);

// At most `max` characters (code points) of the text, control characters replaced by blanks; a cut one
// ends with "...".
std::string OneLine(std::string_view text, std::size_t max);

inline constexpr std::size_t kMaxLine = 120;

}  // namespace portcullis::policy
