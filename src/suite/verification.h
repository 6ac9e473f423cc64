#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/text.h"
#include "policy/finding.h"
#include "suite/packet_suite.h"

namespace portcullis::suite {

// kPass: every packet has the expected verdict on every list. kUnknown: some packet is unknown, none
// has the opposite verdict, and unknown was not expected. kFail: all else.
enum class Outcome : std::uint8_t { kPass, kFail, kUnknown };
std::string_view ToString(Outcome outcome);  // "pass", "fail", "unknown"

// What became of a case. Where it did not pass, a packet shows it: the lowest on the first list that
// has one.
struct CaseResult {
  std::string name;
  Outcome outcome;
  secgroup::Verdict expected;
  secgroup::Verdict verdict;  // of the packet; the expected one if it passed
  // The packet's list. If it passed: the list that was asked; absent where it was several.
  std::optional<std::vector<secgroup::GroupId>> groups;
  std::optional<policy::Witness> witness;          // absent if it passed
  std::optional<policy::RuleLocation> decided_by;  // absent where no rule matched the packet
  message::Text why;                               // the packet is unknown; else empty
};

struct SuiteResult {
  std::string name;
  std::vector<CaseResult> cases;
};

// Pure. `view` is the one that the suite was read against.
SuiteResult Verify(const PacketSuite& suite, const policy::ClusterView& view);

}  // namespace portcullis::suite
