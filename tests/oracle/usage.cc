#include "tests/oracle/usage.h"

#include <algorithm>
#include <optional>

namespace portcullis::oracle {
namespace {

using Sets = std::set<std::string>;

bool IsMet(const Part& part, const Sets& holding) {
  return part.known || std::any_of(part.unknown.begin(), part.unknown.end(),
                                   [&](const std::string& set) { return holding.contains(set); });
}

// A rule, or what a group without rules does with a packet.
struct Line {
  std::optional<RuleName> rule;
  bool accept;
  Part service;
  Part remote;

  bool Matches(const Sets& holding) const {
    return IsMet(service, holding) && IsMet(remote, holding);
  }
};

std::vector<Line> LinesOf(const std::vector<Candidate>& candidates) {
  std::vector<Line> lines;
  for (const Candidate& candidate : candidates) {
    if (candidate.index) {
      lines.push_back({RuleName(candidate.group, *candidate.index), candidate.accept,
                       candidate.service, candidate.remote});
      continue;
    }
    for (const bool accept : {true, false}) {
      const std::string set = candidate.group + (accept ? " accepts" : " drops");
      lines.push_back({std::nullopt, accept, {true, {}, ""}, {false, {set}, ""}});
    }
  }
  return lines;
}

// The first line that matches, from a position on; the number of lines if there is none.
std::size_t FirstMatch(const std::vector<Line>& lines, std::size_t from, const Sets& holding) {
  while (from < lines.size() && !lines[from].Matches(holding)) ++from;
  return from;
}

void AddCompletion(const std::vector<Line>& lines, const Sets& holding,
                   std::map<RuleName, Usage>& usage) {
  const std::size_t first = FirstMatch(lines, 0, holding);
  if (first == lines.size() || !lines[first].rule) return;
  const std::size_t next = FirstMatch(lines, first + 1, holding);
  const bool accept_without = next < lines.size() && lines[next].accept;
  Usage& of_rule = usage[*lines[first].rule];
  of_rule.decides = true;
  of_rule.needed = of_rule.needed || accept_without != lines[first].accept;
}

// The completion in which the packet is in these sets and in no other, in which the line matches.
void AddOthers(const std::vector<Line>& lines, std::size_t line, const Sets& holding,
               std::map<RuleName, Usage>& usage) {
  Usage& of_rule = usage[*lines[line].rule];
  const std::size_t first = FirstMatch(lines, 0, holding);
  if (first != line) {
    if (lines[first].rule) of_rule.takers.insert(*lines[first].rule);
    return;
  }
  const std::size_t next = FirstMatch(lines, line + 1, holding);
  if (next == lines.size()) {
    of_rule.dropped_by_default = true;
  } else if (lines[next].rule) {
    of_rule.heirs.insert(*lines[next].rule);
  }
}

void AddPacket(const std::vector<Line>& lines, std::map<RuleName, Usage>& usage) {
  Sets all;
  for (const Line& line : lines) {
    all.insert(line.service.unknown.begin(), line.service.unknown.end());
    all.insert(line.remote.unknown.begin(), line.remote.unknown.end());
  }
  for (std::size_t completion = 0; completion < std::size_t{1} << all.size(); ++completion) {
    Sets holding;
    std::size_t bit = 0;
    for (const std::string& set : all) {
      if ((completion >> bit++ & 1U) != 0) holding.insert(set);
    }
    AddCompletion(lines, holding, usage);
  }
  const std::vector<std::string> nothing = {""};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].rule) continue;
    for (const std::string& service : lines[i].service.known ? nothing : lines[i].service.unknown) {
      for (const std::string& remote : lines[i].remote.known ? nothing : lines[i].remote.unknown) {
        Sets holding = {service, remote};
        holding.erase("");
        AddOthers(lines, i, holding, usage);
      }
    }
  }
}

// What decides about a packet, as text: packets that look alike are tried once.
std::string Signature(const std::vector<Line>& lines) {
  std::string text;
  const auto add = [&text](const Part& part) {
    text += part.known ? "known" : "";
    for (const std::string& set : part.unknown) text += ' ' + set;
    text += ';';
  };
  for (const Line& line : lines) {
    if (line.rule) text += line.rule->first + ' ' + std::to_string(line.rule->second);
    text += line.accept ? '+' : '-';
    add(line.service);
    add(line.remote);
  }
  return text;
}

}  // namespace

std::map<RuleName, Usage> UsageOf(const Oracle& oracle, const std::vector<std::string>& groups,
                                  const std::vector<Packet>& packets) {
  std::map<RuleName, Usage> usage;
  Sets seen;
  for (const Packet& packet : packets) {
    const std::vector<Line> lines = LinesOf(oracle.AllCandidates(groups, packet));
    if (seen.insert(Signature(lines)).second) AddPacket(lines, usage);
  }
  return usage;
}

}  // namespace portcullis::oracle
