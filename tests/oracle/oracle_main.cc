// Judges the built program from outside: `oracle generate` writes facts, packets and the answers
// that `portcullis explain --facts F --packets P` should give; `oracle compare` reads what it gave.
// `oracle change` writes two states of facts; `oracle lookup` looks packets up in what `portcullis
// exposure` says of the first and `portcullis diff` of both.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/oracle/boxes.h"
#include "tests/oracle/document.h"
#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"

namespace {

using namespace portcullis::oracle;

struct GenerateOptions {
  std::uint64_t seed = 0;
  int packets = 1000;
  ScenarioSize size = {20, 20};
  std::string facts_out;
  std::string packets_out;
  std::string expected_out;
};

int Generate(const GenerateOptions& options) {
  Random random(options.seed);
  const Scenario scenario = MakeScenario(random, options.size);
  std::ofstream facts(options.facts_out);
  facts << FactsDocument(scenario.facts);

  const Oracle oracle(scenario.facts);
  std::ofstream packets(options.packets_out);
  std::ofstream expected(options.expected_out);
  std::map<std::string, int> verdicts;
  for (int i = 0; i < options.packets; ++i) {
    const Question question = MakeQuestion(random, scenario, std::to_string(i));
    const Judgement judgement = oracle.Judge(scenario.lists[question.list], question.packet);
    packets << QuestionLine(random, scenario, question) << '\n';
    expected << AnswerLine(question.id, judgement) << '\n';
    ++verdicts[ToString(judgement.verdict)];
  }
  if (!facts.flush() || !packets.flush() || !expected.flush()) {
    std::cerr << "oracle: cannot write\n";
    return 2;
  }
  std::cout << "seed " << options.seed << ":";
  for (const auto& [verdict, count] : verdicts) std::cout << ' ' << count << ' ' << verdict;
  std::cout << '\n';
  return 0;
}

// Two states of a cloud, the same for the same seed.
struct States {
  States(std::uint64_t seed, ScenarioSize size)
      : random(seed),
        before(MakeScenario(random, size)),
        after(MakeLaterScenario(random, before)) {}

  Random random;
  Scenario before;
  Scenario after;
};

struct ChangeOptions {
  std::uint64_t seed = 0;
  ScenarioSize size = {20, 20};
  std::string before_out;
  std::string after_out;
};

int WriteStates(const ChangeOptions& options) {
  const States states(options.seed, options.size);
  std::ofstream before(options.before_out);
  std::ofstream after(options.after_out);
  before << FactsDocument(states.before.facts);
  after << FactsDocument(states.after.facts);
  if (before.flush() && after.flush()) return 0;
  std::cerr << "oracle: cannot write\n";
  return 2;
}

struct LookupOptions {
  std::uint64_t seed = 0;
  int packets = 1000;
  ScenarioSize size = {20, 20};
  std::string exposures;   // a line each: of instance 0 ingress and egress, of instance 1, ...
  std::string difference;  // one answer
};

std::vector<Exposure> ReadExposures(const std::string& path) {
  std::ifstream file(path);
  std::vector<Exposure> exposures;
  for (std::string line; std::getline(file, line);) exposures.push_back(ReadExposure(line));
  return exposures;
}

DifferenceBoxes ReadDifferenceFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return ReadDifference(text.str());
}

// Looks random packets up and counts where an answer differs from the verdict of the oracle.
int Lookup(const LookupOptions& options) {
  constexpr int kShown = 5;
  States states(options.seed, options.size);
  const Oracle before(states.before.facts);
  const Oracle after(states.after.facts);
  const std::vector<Exposure> exposures = ReadExposures(options.exposures);
  if (exposures.size() != 2 * states.before.lists.size()) {
    throw std::invalid_argument(std::to_string(exposures.size()) + " exposures");
  }
  DifferenceBoxes difference = ReadDifferenceFile(options.difference);
  std::map<std::string, int> seen;
  int differences = 0;
  for (int i = 0; i < options.packets; ++i) {
    const Packet packet = MakePacket(states.random, states.before);
    const std::size_t list = states.random() % states.before.lists.size();
    const auto& groups_before = states.before.lists[list];
    const auto& groups_after = states.after.lists[list];
    const std::string was = ToString(before.Judge(groups_before, packet).verdict);
    const std::string is = ToString(after.Judge(groups_after, packet).verdict);
    const std::string change = was == is && was != "unknown" ? "" : was + ' ' + is;
    ++seen[change];

    const std::string exposed =
        exposures[2 * list + (packet.direction == Direction::kEgress ? 1 : 0)].VerdictOf(packet);
    const std::string changed =
        difference[{ToString(packet.direction), groups_before, groups_after}].Of(packet);
    if (exposed == was && changed == change) continue;
    if (++differences > kShown) continue;
    std::cout << "list " << list << ' ' << ToString(packet.direction) << ' '
              << ToString(packet.protocol) << ' ' << packet.port << ' ' << packet.remote << ": want "
              << was << " and change \"" << change << "\", got " << exposed << " and \"" << changed
              << "\"\n";
  }
  for (const auto& [change, count] : seen) {
    std::cout << count << ' ' << (change.empty() ? "unchanged" : change) << '\n';
  }
  std::cout << "seed " << options.seed << ": " << options.packets << " packets, " << differences
            << " differences\n";
  return differences == 0 ? 0 : 1;
}

int Compare(const std::string& expected_path, const std::string& answers_path) {
  constexpr int kShown = 5;
  std::ifstream expected(expected_path);
  std::ifstream answers(answers_path);
  if (!expected || !answers) {
    std::cerr << "oracle: cannot read\n";
    return 2;
  }
  int lines = 0;
  int differences = 0;
  std::string want;
  std::string got;
  while (true) {
    const bool has_want = static_cast<bool>(std::getline(expected, want));
    const bool has_got = static_cast<bool>(std::getline(answers, got));
    if (!has_want && !has_got) break;
    ++lines;
    if (!has_want) want.clear();
    if (!has_got) got.clear();
    const auto difference = Difference(want, got);
    if (!difference) continue;
    if (++differences > kShown) continue;
    std::cout << "line " << lines << ": " << *difference << "\n  want " << want << "\n  got  "
              << got << '\n';
  }
  std::cout << lines << " lines, " << differences << " differences\n";
  return differences == 0 && lines > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("An independent evaluator of security groups, for tests");
  app.require_subcommand(1);

  GenerateOptions options;
  CLI::App* generate = app.add_subcommand("generate", "facts, packets and expected answers");
  generate->add_option("--seed", options.seed)->required();
  generate->add_option("--packets", options.packets)->check(CLI::PositiveNumber);
  generate->add_option("--lists", options.size.lists)->check(CLI::PositiveNumber);
  generate->add_option("--rules", options.size.max_rules, "at most, in a direction of a group")
      ->check(CLI::NonNegativeNumber);
  generate->add_option("--facts-out", options.facts_out)->required();
  generate->add_option("--packets-out", options.packets_out)->required();
  generate->add_option("--expected-out", options.expected_out)->required();

  std::string expected;
  std::string answers;
  CLI::App* compare =
      app.add_subcommand("compare", "answers of the program with the expected ones");
  compare->add_option("--expected", expected)->required();
  compare->add_option("--answers", answers)->required();

  ChangeOptions change_options;
  CLI::App* change = app.add_subcommand("change", "two states of facts");
  change->add_option("--seed", change_options.seed)->required();
  change->add_option("--lists", change_options.size.lists)->check(CLI::PositiveNumber);
  change->add_option("--before-out", change_options.before_out)->required();
  change->add_option("--after-out", change_options.after_out)->required();

  LookupOptions lookup_options;
  CLI::App* lookup = app.add_subcommand("lookup", "packets in exposures and a difference");
  lookup->add_option("--seed", lookup_options.seed)->required();
  lookup->add_option("--packets", lookup_options.packets)->check(CLI::PositiveNumber);
  lookup->add_option("--lists", lookup_options.size.lists)->check(CLI::PositiveNumber);
  lookup->add_option("--exposures", lookup_options.exposures)->required();
  lookup->add_option("--difference", lookup_options.difference)->required();

  CLI11_PARSE(app, argc, argv);
  try {
    if (generate->parsed()) return Generate(options);
    if (change->parsed()) return WriteStates(change_options);
    if (lookup->parsed()) return Lookup(lookup_options);
    return Compare(expected, answers);
  } catch (const std::invalid_argument& error) {
    std::cerr << "oracle: " << error.what() << '\n';
    return 2;
  }
}
