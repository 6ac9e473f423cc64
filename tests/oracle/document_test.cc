#include "tests/oracle/document.h"

#include <doctest/doctest.h>

#include <string>

using namespace portcullis::oracle;

TEST_CASE("difference between an expected line and an answer") {
  struct Case {
    std::string name;
    std::string expected;
    std::string answer;
    std::string want;  // empty: none
  };
  const std::string accept =
      R"({"id":"1","verdict":"accept","decidedBy":{"securityGroupId":"sg-a","direction":"ingress","index":3}})";
  const std::string end = R"({"id":"1","verdict":"drop","decidedBy":null})";
  const std::string unknown =
      R"({"id":"1","verdict":"unknown","decidedBy":{"securityGroupId":"sg-a","direction":"egress","index":0},"reason":"ipm-1 ipmg-2"})";
  const Case cases[] = {
      {"the same", accept, accept, ""},
      {"fields beyond the contract's", accept,
       R"({"decidedBy":{"index":3,"rule":{},"securityGroupId":"sg-a","direction":"ingress"},"id":"1","verdict":"accept","x":1})",
       ""},
      {"id", accept, R"({"id":"2","verdict":"accept"})", "id: want 1, got 2"},
      {"verdict", accept, end, "verdict: want accept, got drop"},
      {"error", accept, R"({"id":"1","error":"no such group"})", "verdict: want accept, got none"},
      {"index", accept,
       R"({"id":"1","verdict":"accept","decidedBy":{"securityGroupId":"sg-a","direction":"ingress","index":4}})",
       "decidedBy: want sg-a ingress 3, got sg-a ingress 4"},
      {"index null", accept,
       R"({"id":"1","verdict":"accept","decidedBy":{"securityGroupId":"sg-a","direction":"ingress","index":null}})",
       "decidedBy: want sg-a ingress 3, got sg-a ingress no index"},
      {"no rule, left out", end, R"({"id":"1","verdict":"drop"})", ""},
      {"a rule where none matched", end,
       R"({"id":"1","verdict":"drop","decidedBy":{"securityGroupId":"sg-a","direction":"ingress","index":0}})",
       "decidedBy: want no rule, got sg-a ingress 0"},
      {"reason", unknown,
       R"({"id":"1","verdict":"unknown","decidedBy":{"securityGroupId":"sg-a","direction":"egress","index":0},"reason":"template group ipmg-2 is not known"})",
       ""},
      {"reason names another reference", unknown,
       R"({"id":"1","verdict":"unknown","decidedBy":{"securityGroupId":"sg-a","direction":"egress","index":0},"reason":"ipm-9"})",
       "reason: want one of ipm-1 ipmg-2, got ipm-9"},
      {"no line", accept, "", "the answer is no JSON object"},
      {"a line too many", "", accept, "the expected line is no JSON object"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(Difference(c.expected, c.answer).value_or("") == c.want);
  }
}

TEST_CASE("answers") {
  const DecidingRule rule{"sg-a", Direction::kIngress, 3};
  const DecidingRule group{"sg-b", Direction::kEgress, std::nullopt};
  CHECK(
      AnswerLine("a1", {Verdict::kAccept, rule, {}, {}}) ==
      R"({"id":"a1","verdict":"accept","decidedBy":{"securityGroupId":"sg-a","direction":"ingress","index":3}})");
  CHECK(AnswerLine("a2", {Verdict::kDrop, std::nullopt, {}, {}}) ==
        R"({"id":"a2","verdict":"drop","decidedBy":null})");
  CHECK(
      AnswerLine("a3", {Verdict::kUnknown, group, {}, {"sg-b"}}) ==
      R"({"id":"a3","verdict":"unknown","decidedBy":{"securityGroupId":"sg-b","direction":"egress","index":null},"reason":"sg-b"})");
}

TEST_CASE("questions") {
  Scenario scenario;
  scenario.facts.instances = {{"ins-0", "node-0", {}, {}, {}, {{"sg-a", "sg-b"}}}};
  scenario.lists = {{"sg-a", "sg-b"}};
  const Packet packet{Direction::kIngress, Protocol::kTcp, "203.0.113.9", 30080};
  Random random(1);
  const auto line = [&](Selection selection) {
    return QuestionLine(random, scenario, {"a1", 0, selection, packet});
  };
  const std::string rest =
      R"("direction":"ingress","protocol":"tcp","port":30080,"remote":"203.0.113.9"})";
  CHECK(line(Selection::kGroups) == R"({"id":"a1","groups":["sg-a","sg-b"],)" + rest);
  CHECK(line(Selection::kInstance) == R"({"id":"a1","instance":"ins-0",)" + rest);
  CHECK(line(Selection::kNode) == R"({"id":"a1","node":"node-0",)" + rest);
}
