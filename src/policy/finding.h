#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/service.h"
#include "message/text.h"
#include "secgroup/packet.h"
#include "secgroup/packet_set.h"
#include "secgroup/rule.h"

namespace portcullis::policy {

// How bad a finding is. Ascending.
enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
std::string_view ToString(Severity severity);  // "info" ... "critical"
std::optional<Severity> ParseSeverity(std::string_view text);

// What is done about a finding, each containing the one before: kAudit reports it, kWarn also warns at
// admission, kDeny also refuses the request. Ascending.
enum class Action : std::uint8_t { kOff, kAudit, kWarn, kDeny };
std::string_view ToString(Action action);  // "off", "audit", "warn", "deny"
std::optional<Action> ParseAction(std::string_view text);

// What a finding is about. Services and Nodes are Kubernetes' (v1), the others the cloud's.
struct ObjectRef {
  enum class Kind : std::uint8_t { kService, kNode, kSecurityGroup, kInstance, kCluster };

  Kind kind;
  std::string namespace_name;  // Services only
  std::string name;

  // Services first, by namespace; then everything that has none.
  friend auto operator<=>(const ObjectRef&, const ObjectRef&) = default;
  friend bool operator==(const ObjectRef&, const ObjectRef&) = default;
};
std::string_view ToString(ObjectRef::Kind kind);  // "Service", "Node", "SecurityGroup", ...

// The rule that decides a packet or is what a finding is about, or the group without known rules that a
// packet ends at.
struct RuleLocation {
  secgroup::GroupId group;
  secgroup::Direction direction;
  std::optional<std::size_t> index;  // zero-based in the group's own list; absent for a whole group
  std::optional<std::int64_t> policy_index;  // the cloud's, where it differs from `index`
  std::string text;                          // the rule as the cloud wrote it
};

// A packet that shows the finding.
struct Witness {
  secgroup::Direction direction;
  secgroup::Packet packet;
  std::string instance;  // whose groups decided it; may be empty
  std::string node;      // its Node; may be empty
};

// The nodes that a finding is about.
struct NodeNames {
  static constexpr std::size_t kMaxNames = 10;

  std::size_t count = 0;
  std::size_t of = 0;  // how many were looked at
  std::vector<std::string> names;  // the first kMaxNames, by name
};

// What makes a finding the same finding later, beside check, object and requirement: neither message
// nor witness nor position.
struct FindingKey {
  std::string protocol;  // lower case
  std::string port;      // a number, or "unallocated"
  std::string peer;      // name of a peer cluster
  std::string groups;    // findings about lists: the list, joined by commas
  // Findings about a rule: direction, protocol, port, remote, address template and service template,
  // so that equal rules of one direction share one finding.
  std::vector<std::string> rule;
};

// What has to be accepted, and by which lists, for a finding to go.
struct RequiredPackets {
  secgroup::Direction direction;
  secgroup::PacketSet packets;
  std::vector<std::vector<secgroup::GroupId>> lists;  // each of which has to accept all of them
};

// A check's statement that something is not as it should be.
struct Finding {
  // What it says. Read it with policy/wording.h.
  struct Sentences {
    message::Sentence message;  // what, with the value; without the deciding rule
    message::Sentence advice;   // what to do, in a few words
    message::Sentence fix;      // what to do, in a sentence
  };

  std::string_view check;
  Severity severity = Severity::kInfo;
  Action action = Action::kWarn;
  ObjectRef object;
  Sentences say;
  std::vector<message::Place> places;  // of the three sentences
  // Why somebody's exemption does not exempt it; empty: nobody asked for one.
  message::Text exemption_problem;
  std::string_view requirement;  // row of the recommended practice, such as "N1"; may be empty
  std::vector<secgroup::GroupId> groups;
  std::optional<NodeNames> nodes;
  std::optional<Witness> witness;
  std::optional<RuleLocation> decided_by;
  std::optional<RequiredPackets> required;  // given where something is not admitted
  FindingKey key;
  std::string field;  // of the object, such as "spec.ports[0].nodePort"; may be empty
  cluster::SourcePosition source;
  std::string source_file;  // empty where there is none, as at admission

  // The fields that identify the finding, joined by U+001F. Its SHA-256 is the published fingerprint.
  std::string Identity() const;
};

// A finding that an annotation or the config takes out of account.
struct Exempted {
  Finding finding;
  std::string reason;
  std::string until;  // "2026-12-31", or empty
};

// Why something was not judged; also the label of a metric.
enum class Reason : std::uint8_t { kFactsMissing, kFactsStale, kUnresolved, kUnmatched, kNotAllocated };
std::string_view ToString(Reason reason);  // "facts-missing", ...

struct NotEvaluated {
  std::string_view check;
  ObjectRef object;
  Reason reason;
  message::Text why;
  std::optional<RuleLocation> decided_by;
};

// What is wrong with what an object says to Portcullis, for a person.
struct Notice {
  ObjectRef object;
  message::Text text;
};

// What the checks said, in the order of contracts: by severity (worst first), id, object, requirement,
// port and groups.
struct Evaluation {
  std::vector<Finding> findings;
  std::vector<Exempted> exempted;
  std::vector<NotEvaluated> not_evaluated;
  std::vector<Notice> notices;

  // Drops repetitions and puts everything in order, so that the same input gives the same bytes.
  void Normalize();
};

}  // namespace portcullis::policy
