#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/list_options.h"
#include "policy/named_list.h"
#include "report/explanation.h"
#include "report/packet_lines.h"
#include "report/packet_text.h"

namespace portcullis::cli {
namespace {

struct ExplainOptions {
  std::string facts;
  std::string packets;  // file of questions, or "-"; empty: one packet from the fields below
  ListOptions list;
  std::string direction = "ingress";
  std::string protocol;
  std::optional<std::int64_t> port;
  std::string remote;
  OutputFormat output = OutputFormat::kText;
  ColorMode color = ColorMode::kAuto;
  std::optional<message::Language> language;
};

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

int Explain(const ExplainOptions& options) {
  const auto facts = LoadFacts(options.facts);
  if (!facts) return Fail(facts.error().message);
  if (!options.packets.empty()) return AnswerFile(*facts, options.packets);

  const auto packet =
      report::ReadPacket({options.direction, options.protocol, options.port, options.remote});
  if (!packet) return Fail(packet.error().message);
  const policy::NamedLists lists(*facts);
  const auto named = FindList(options.list, lists);
  if (!named) return Fail(named.error().message);
  const auto list =
      secgroup::RuleList::Make(facts->inventory, named->groups, packet->direction);
  std::string out;
  if (options.output == OutputFormat::kJson) {
    json::Writer writer(out);
    writer.StartObject();
    report::WriteDecision(list, secgroup::Explain(list, packet->packet), writer);
    writer.EndObject();
    out += '\n';
  } else {
    out = report::ExplanationText(*facts, *named, list, *packet,
                                  report::Paint(WantsColor(options.color)),
                                  options.language.value_or(message::Language::kEnglish));
  }
  return Print(out) ? kExitOk : Fail("cannot write the answer");
}

}  // namespace

void AddExplain(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "How the groups decide a packet, and which rule");
  AddFacts(command, options->facts)->required();
  CLI::Option* packets =
      command->add_option("--packets", options->packets,
                          "Questions, a JSON object a line; - for standard input")
          ->type_name("FILE");
  CLI::Option_group* list = command->add_option_group("list", "Whose rules");
  AddList(list, options->list);
  list->add_option(packets);
  list->require_option(1);
  command
      ->add_option("--direction", options->direction, "ingress or egress")
      ->capture_default_str()
      ->check(CLI::IsMember({"ingress", "egress"}))
      ->type_name("DIRECTION")
      ->excludes(packets);
  command
      ->add_option("--protocol", options->protocol,
                   "tcp, udp, icmp, icmpv6, gre, sctp or other")
      ->check(CLI::IsMember({"tcp", "udp", "icmp", "icmpv6", "gre", "sctp", "other"}))
      ->type_name("PROTOCOL")
      ->excludes(packets);
  command->add_option("--port", options->port, "Destination port, for tcp and udp")
      ->excludes(packets);
  command->add_option("--remote", options->remote, "Address of the other side")->excludes(packets);
  AddOutput(command, options->output);
  AddColor(command, options->color);
  AddLanguage(command, options->language);
  command->callback([options, &action] { action = [options] { return Explain(*options); }; });
}

}  // namespace portcullis::cli
