// Judges the built program from outside: `oracle generate` writes facts, packets and the answers
// that `portcullis explain --facts F --packets P` should give; `oracle compare` reads what it gave.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

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

  CLI11_PARSE(app, argc, argv);
  if (generate->parsed()) return Generate(options);
  return Compare(expected, answers);
}
