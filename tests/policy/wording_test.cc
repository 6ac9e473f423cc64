#include "policy/wording.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/policy/cluster.h"

namespace portcullis::policy {
namespace {

const std::string kSun = "\xE6\x97\xA5";

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST_CASE("OneLine cuts at code points and keeps no control characters") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"empty", "", ""},
      {"fits", "0123456789", "0123456789"},
      {"one too many", "0123456789a", "0123456..."},
      {"wide characters that fit", Repeat(kSun, 10), Repeat(kSun, 10)},
      {"wide characters, one too many", Repeat(kSun, 11), Repeat(kSun, 7) + "..."},
      {"cut between ASCII and wide", "012345" + Repeat(kSun, 5), "012345" + kSun + "..."},
      {"control characters", "a\nb\tc\x1B\x7F", "a b c  "},
      {"control characters of ISO 6429", "a\xC2\x80z\xC2\x9Fz", "a z z"},
      {"no control characters", "a\xC2\xA0z", "a\xC2\xA0z"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(OneLine(c.text, 10) == c.want); }
  }
}

Finding MakeFinding(const std::string& message, const std::string& advice) {
  Finding finding;
  finding.check = "icmp-not-admitted";  // 17 characters, and ": "
  finding.say = {"{message}"_msg, "{advice}"_msg, {}};
  finding.places = {{"message", message}, {"advice", advice}};
  return finding;
}

std::size_t Characters(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

TEST_CASE("the line for kubectl: what, by which rule, what to do, in 120 characters") {
  const RuleLocation rule{"sg-node", secgroup::Direction::kIngress, 3, std::nullopt, ""};
  const RuleLocation group{"sg-node", secgroup::Direction::kIngress, std::nullopt, std::nullopt,
                           ""};
  struct Case {
    std::string name;
    std::string message;
    std::string advice;
    std::optional<RuleLocation> decided_by;
    std::string want;
  };
  const std::string id = "icmp-not-admitted: ";
  const Case cases[] = {
      {"all of it", "ping dropped", "admit it above", rule,
       id + "ping dropped by sg-node rule 3; admit it above"},
      {"no rule", "ping dropped", "no rule admits it", std::nullopt,
       id + "ping dropped; no rule admits it"},
      {"a whole group", "ping dropped", "", group, id + "ping dropped by sg-node"},
      {"exactly 120", std::string(120 - 19 - 18 - 4, 'x'), "do", rule,
       id + std::string(79, 'x') + " by sg-node rule 3; do"},
      {"no room for what to do", std::string(80, 'x'), "do", rule,
       id + std::string(80, 'x') + " by sg-node rule 3"},
      {"no room for the rule", std::string(84, 'x'), "do", rule,
       id + std::string(84, 'x') + "; do"},
      {"no room for either", std::string(101, 'x'), "do", rule, id + std::string(101, 'x')},
      {"too long", std::string(102, 'x'), "do", rule, id + std::string(98, 'x') + "..."},
      {"room is counted in characters", Repeat(kSun, 79), "do", rule,
       id + Repeat(kSun, 79) + " by sg-node rule 3; do"},
      {"too long in wide characters", Repeat(kSun, 102), "do", rule, id + Repeat(kSun, 98) + "..."},
      {"control characters", "a\nb", "c\td", std::nullopt, id + "a b; c d"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Finding finding = MakeFinding(c.message, c.advice);
      finding.decided_by = c.decided_by;
      const std::string line = AdmissionLine(finding, message::Language::kEnglish);
      CHECK(line == c.want);
      CHECK(Characters(line) <= kMaxLine);
    }
  }
}

TEST_CASE("a statement is what, by which rule, and what to do") {
  Finding finding = MakeFinding("TCP 30080 dropped", "admit above");
  finding.say.fix = "admit it"_msg;
  const auto statement = [&](std::size_t max) {
    return StatementOf(finding, message::Language::kEnglish, max);
  };
  CHECK(statement(300) == "TCP 30080 dropped; admit it");
  finding.decided_by = RuleLocation{"sg-a", secgroup::Direction::kIngress, 2, std::nullopt, ""};
  CHECK(statement(300) == "TCP 30080 dropped by sg-a rule 2; admit it");
  CHECK(statement(12) == "TCP 30080...");
}

TEST_CASE("addresses in words") {
  struct Case {
    std::vector<std::string> blocks;
    std::string want;
  };
  const Case cases[] = {
      {{}, "nowhere"},
      {{"0.0.0.0/0", "::/0"}, "anywhere"},
      {{"0.0.0.0/0"}, "anywhere (IPv4)"},
      {{"::/0"}, "anywhere (IPv6)"},
      {{"10.0.0.0/8"}, "10.0.0.0/8"},
      {{"10.0.0.1"}, "10.0.0.1/32"},
      {{"10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12"}, "10.0.0.0/8 and 2 more"},
      {{"0.0.0.0/1", "192.0.0.0/2"}, "anywhere but 128.0.0.0/2"},
      {{"0.0.0.0/1"}, "0.0.0.0/1"},
      {{"10.0.0.0/8", "2001:db8::/32"}, "10.0.0.0/8 and 1 more"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.want);
    CHECK(Render(DescribeAddresses(AddressesOf(c.blocks)), message::Language::kEnglish) == c.want);
  }
}

TEST_CASE("all nodes are counted and the first ten named") {
  std::vector<Member> members(12);
  std::vector<const Member*> pointers;
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i].node = "node-" + std::to_string(i);
    pointers.push_back(&members[i]);
  }
  const NodeNames names = NamesOf(pointers);
  CHECK(names.count == 12);
  CHECK(Join(names.names) ==
        "node-0 node-1 node-2 node-3 node-4 node-5 node-6 node-7 node-8 node-9");
}

}  // namespace
}  // namespace portcullis::policy
