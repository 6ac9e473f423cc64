#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cluster/facts.h"
#include "json/writer.h"
#include "policy/named_list.h"
#include "secgroup/decision.h"
#include "secgroup/rule_list.h"

namespace portcullis::report {

// Answers questions about packets, a JSON object a line, as docs/explain.md describes them. Refers to
// the facts, which must outlive it. Not thread-safe.
class PacketLines {
 public:
  explicit PacketLines(const cluster::Facts& facts);
  ~PacketLines();
  PacketLines(const PacketLines&) = delete;
  PacketLines& operator=(const PacketLines&) = delete;

  // Appends the answer to one line, and a newline, to `out`. `line` is parsed in place and afterwards
  // worthless. Returns whether it had an answer; otherwise what is appended says why not.
  bool Answer(std::string& line, std::string& out);

 private:
  class Question;
  struct Memory;

  Result<const secgroup::RuleList*> ListOf(const Question& question, secgroup::Direction direction);

  const cluster::Facts& facts_;
  policy::NamedLists named_lists_;
  // Each list that was asked about, by the words that named it and the direction.
  std::map<std::pair<std::string, secgroup::Direction>, secgroup::RuleList> lists_;
  std::unique_ptr<Memory> memory_;
};

// The keys `verdict`, `decidedBy` and, where unknown, `reason` of an answer.
void WriteDecision(const secgroup::RuleList& list, const secgroup::Decision& decision,
                   json::Writer& writer);

}  // namespace portcullis::report
