#pragma once

// The verdict of one packet by definition, for tests to judge the real engine against. It shares no
// code with it, keeps no intervals, and tries out every completion: every way in which the sets
// with unknown members could hold this packet or not, and both actions for a group without rules.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/oracle/address.h"
#include "tests/oracle/facts.h"
#include "tests/oracle/packet.h"
#include "tests/oracle/service.h"

namespace portcullis::oracle {

enum class Verdict { kAccept, kDrop, kUnknown };

const char* ToString(Verdict verdict);

struct DecidingRule {
  std::string group;
  Direction direction;
  std::optional<int> index;  // position in the group's own list; none: the group has no rules here
};

struct Judgement {
  Verdict verdict;
  std::optional<DecidingRule> decided_by;  // none: no rule matched, or there is no list at all
  // kUnknown because of a rule: the sets, all of which would have to hold the packet.
  std::vector<std::string> sets;
  // kUnknown: ids, each of which names what is not known. Empty where that has none: a rule without
  // a remote, an instance without groups.
  std::vector<std::string> references;
};

// What one rule asks of one packet, its service and its remote alike: to be among the known
// members, or in one of the sets that could hold it for all that is known.
struct Part {
  bool known = false;
  std::vector<std::string> unknown;  // names; the same name is the same set wherever it is used
  std::string reference;             // the id that the rule itself names; empty if none
};

// A rule that can match the packet, or, where `index` is none, a group without rules.
struct Candidate {
  std::string group;
  std::optional<int> index;
  bool accept = false;
  Part service;
  Part remote;
};

// Candidates in the order of the list. Tries 2^n completions for n unknown sets;
// throws std::length_error above n = 20.
Judgement Decide(const std::vector<Candidate>& candidates, Direction direction);

// Immutable, so safe to share between threads.
class Oracle {
 public:
  // Throws std::invalid_argument for facts that cannot be read.
  explicit Oracle(const Facts& facts);

  Judgement Judge(const GroupList& groups, const Packet& packet) const;

  // The list as this packet meets it: without the rules that cannot match, and no further than the
  // first rule that matches for certain or the first group without rules.
  std::vector<Candidate> Candidates(const std::vector<std::string>& groups,
                                    const Packet& packet) const;

  // The same to the end of the list, whether or not the packet can come so far.
  std::vector<Candidate> AllCandidates(const std::vector<std::string>& groups,
                                       const Packet& packet) const;

 private:
  struct ParsedRule {
    Rule text;
    bool accept;
    std::optional<Service> service;    // none: a service template says it
    std::optional<AddressItem> block;  // none: a reference, or no remote at all
    std::string own_set;               // names the remote of a rule that has none
  };
  struct Members {
    std::vector<std::string> ipv4;  // bits
    std::vector<std::string> ipv6;
  };
  struct RuleLists {
    std::vector<ParsedRule> ingress;
    std::vector<ParsedRule> egress;
  };

  // Visits the candidates in order while `visit` returns true.
  void Visit(const std::vector<std::string>& groups, const Packet& packet,
             const std::function<bool(Candidate)>& visit) const;
  static std::vector<ParsedRule> Parse(const std::vector<Rule>& rules,
                                       const std::string& own_set_prefix);
  Part ServicePart(const ParsedRule& rule, const Packet& packet) const;
  Part RemotePart(const ParsedRule& rule, const std::string& remote) const;
  Part GroupMembersPart(const std::string& group, const std::string& remote) const;

  bool instances_complete_;
  std::map<std::string, std::optional<RuleLists>> groups_;
  std::map<std::string, Members> members_;
  std::map<std::string, std::vector<AddressItem>> address_templates_;
  std::map<std::string, std::vector<std::string>> address_template_groups_;
  std::map<std::string, std::vector<Service>> service_templates_;
  std::map<std::string, std::vector<std::string>> service_template_groups_;
};

}  // namespace portcullis::oracle
