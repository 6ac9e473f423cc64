#include "cli/explain.h"

#include <fstream>
#include <iostream>
#include <string>

#include "cli/input.h"
#include "policy/named_list.h"
#include "report/explanation.h"
#include "report/packet_lines.h"
#include "report/packet_text.h"

namespace portcullis::cli {
namespace {

constexpr std::size_t kFlushBytes = 1 << 16;

int AnswerLines(const cluster::Facts& facts, std::istream& lines) {
  report::PacketLines packet_lines(facts);
  bool all_answered = true;
  std::string line;
  std::string out;
  while (std::getline(lines, line)) {
    if (line.empty()) continue;
    all_answered = packet_lines.Answer(line, out) && all_answered;
    if (out.size() < kFlushBytes) continue;
    if (!Print(out)) return Fail("cannot write the answers");
    out.clear();
  }
  if (!Print(out)) return Fail("cannot write the answers");
  return all_answered ? kExitOk : kExitFailure;
}

int AnswerFile(const cluster::Facts& facts, const std::string& path) {
  std::ios::sync_with_stdio(false);
  if (path == "-") return AnswerLines(facts, std::cin);
  std::ifstream file(path);
  if (!file) return Fail(path + ": cannot be read");
  return AnswerLines(facts, file);
}

Result<policy::NamedLists::Named> NamedList(const policy::NamedLists& lists,
                                            const ExplainOptions& options) {
  if (!options.groups.empty()) return lists.OfGroups(options.groups);
  if (!options.instance.empty()) return lists.OfInstance(options.instance);
  return lists.OfNode(options.node);
}

}  // namespace

int Explain(const ExplainOptions& options) {
  const auto facts = LoadFacts(options.facts);
  if (!facts) return Fail(facts.error().message);
  if (!options.packets.empty()) return AnswerFile(*facts, options.packets);

  const auto packet =
      report::ReadPacket({options.direction, options.protocol, options.port, options.remote});
  if (!packet) return Fail(packet.error().message);
  const policy::NamedLists lists(*facts);
  const auto named = NamedList(lists, options);
  if (!named) return Fail(named.error().message);
  const auto list =
      secgroup::RuleList::Make(facts->inventory, named->groups, packet->direction);
  std::string out;
  if (options.json) {
    json::Writer writer(out);
    writer.StartObject();
    report::WriteDecision(list, secgroup::Explain(list, packet->packet), writer);
    writer.EndObject();
    out += '\n';
  } else {
    out = report::ExplanationText(*facts, *named, list, *packet,
                                  report::Paint(WantsColor(options.color)));
  }
  return Print(out) ? kExitOk : Fail("cannot write the answer");
}

}  // namespace portcullis::cli
