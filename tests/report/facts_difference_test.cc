#include "report/facts_difference.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/policy/cluster.h"

namespace portcullis::report {
namespace {

std::string Facts(const std::string& ingress, const std::string& instances) {
  return "securityGroups:\n- SecurityGroupId: sg\n  SecurityGroupPolicySet:\n    Egress: []\n"
         "    Ingress: [" +
         ingress + "]\ninstances: [" + instances + "]\n";
}

std::string Accept(const std::string& port) {
  return "{Protocol: TCP, Port: '" + port + "', CidrBlock: 10.0.0.0/8, Action: ACCEPT}, ";
}

std::string Template(const std::string& port, const std::string& id) {
  return "{Protocol: TCP, Port: '" + port + "', AddressTemplate: {AddressId: " + id +
         "}, Action: ACCEPT}, ";
}

const std::string kInstance = "{InstanceId: ins-1, SecurityGroupIds: [sg], nodeName: n1}";

std::string Text(const std::string& before, const std::string& after) {
  const auto view_before = policy::ViewOf(before);
  const auto view_after = policy::ViewOf(after);
  return FactsDifferenceText(policy::CompareInstances(*view_before, *view_after), *view_before,
                             *view_after, 100, Paint(false), message::Language::kEnglish);
}

TEST_CASE("each change with a packet and what decides it in both states") {
  struct Case {
    std::string name;
    std::string before;
    std::string after;
    std::string want;
  };
  const std::string heading = "INGRESS  n1 (ins-1)   groups sg\n";
  const Case cases[] = {
      {"nothing", Accept("80"), Accept("80"), ""},
      {"newly accepted", "", Accept("80"),
       heading + "+  newly accepted\n"
                 "   tcp  80  10.0.0.0/8\n"
                 "     packet  tcp 80 from 10.0.0.0\n"
                 "     before  no rule; what no rule matches is dropped\n"
                 "     after   sg ingress 0   ACCEPT TCP 80 from 10.0.0.0/8\n"},
      {"no longer accepted", Accept("80"), "",
       heading + "-  no longer accepted\n"
                 "   tcp  80  10.0.0.0/8\n"
                 "     packet  tcp 80 from 10.0.0.0\n"
                 "     before  sg ingress 0   ACCEPT TCP 80 from 10.0.0.0/8\n"
                 "     after   no rule; what no rule matches is dropped\n"},
      {"can no longer be told", "", Template("80", "ipm-x"),
       heading + "?  can no longer be told, was dropped\n"
                 "   tcp  80  anywhere\n"
                 "     packet  tcp 80 from 1.0.0.1\n"
                 "     before  no rule; what no rule matches is dropped\n"
                 "     after   unknown because address template ipm-x is not in the facts\n"},
      {"can be told now", Template("80", "ipm-x"), "",
       heading + "?  can be told now: dropped\n"
                 "   tcp  80  anywhere\n"
                 "     packet  tcp 80 from 1.0.0.1\n"
                 "     before  unknown because address template ipm-x is not in the facts\n"
                 "     after   no rule; what no rule matches is dropped\n"},
      {"unknown for the same reason", Template("80", "ipm-x"), Template("80", "ipm-x"),
       heading + "?  could not be told before either\n"
                 "   tcp  80  anywhere\n"
                 "     packet  tcp 80 from 1.0.0.1\n"
                 "     both    unknown because address template ipm-x is not in the facts\n"},
      {"unknown for another reason", Template("80", "ipm-x"), Template("80", "ipm-y"),
       heading + "?  cannot be told for another reason\n"
                 "   tcp  80  anywhere\n"
                 "     packet  tcp 80 from 1.0.0.1\n"
                 "     before  unknown because address template ipm-x is not in the facts\n"
                 "     after   unknown because address template ipm-y is not in the facts\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(Text(Facts(c.before, kInstance), Facts(c.after, kInstance)) == c.want);
    }
  }
}

TEST_CASE("instances that are new or gone") {
  CHECK(Text(Facts("", "{InstanceId: ins-1}"), Facts("", "{InstanceId: ins-2}")) ==
        "+  instance ins-2 is new\n-  instance ins-1 is gone\n");
}

TEST_CASE("a list of very many sets is cut short") {
  std::string rules;
  for (int i = 0; i < 15; ++i) {
    rules += "{Protocol: TCP, Port: '" + std::to_string(80 + i) + "', CidrBlock: 10." +
             std::to_string(i) + ".0.0/16, Action: ACCEPT}, ";
  }
  const std::string text = Text(Facts("", kInstance), Facts(rules, kInstance));
  CHECK(text.find("tcp  91  ") != std::string::npos);
  CHECK(text.find("tcp  92  ") == std::string::npos);
  CHECK(text.ends_with("   and 3 more such sets; -o json has them\n"));
}

TEST_CASE("differences for programs") {
  const auto before = policy::ViewOf(Facts(Accept("80"), kInstance + ", {InstanceId: ins-0}"));
  const auto after = policy::ViewOf(Facts(Accept("81"), kInstance + ", {InstanceId: ins-2}"));
  const std::string boxes =
      R"("direction":"ingress","before":"drop","after":"accept","groupsBefore":["sg"],)"
      R"("groupsAfter":["sg"],)";
  SUBCASE("of instances") {
    const std::string json = FactsDifferenceJson(policy::CompareInstances(*before, *after));
    CHECK(json ==
          R"({"added":[{"protocol":"tcp","ports":"81","remotes":["10.0.0.0/8"],)" + boxes +
              R"("instances":{"count":1,"ids":["ins-1"]},)"
              R"("witness":{"direction":"ingress","protocol":"tcp","port":81,"remote":"10.0.0.0",)"
              R"("instance":"ins-1","node":"n1"}}],)"
              R"("removed":[{"protocol":"tcp","ports":"80","remotes":["10.0.0.0/8"],)"
              R"("direction":"ingress","before":"accept","after":"drop","groupsBefore":["sg"],)"
              R"("groupsAfter":["sg"],"instances":{"count":1,"ids":["ins-1"]},)"
              R"("witness":{"direction":"ingress","protocol":"tcp","port":80,"remote":"10.0.0.0",)"
              R"("instance":"ins-1","node":"n1"}}],)"
              R"("unknown":[],"instancesAdded":["ins-2"],"instancesRemoved":["ins-0"]})"
              "\n");
  }
  SUBCASE("of a list") {
    const std::string json = FactsDifferenceJson(policy::CompareList(*before, *after, {"sg"}));
    CHECK(json.starts_with(
        R"({"added":[{"protocol":"tcp","ports":"81","remotes":["10.0.0.0/8"],)" + boxes +
        R"("witness":{"direction":"ingress","protocol":"tcp","port":81,"remote":"10.0.0.0"}}],)"));
    CHECK(json.ends_with("\"instancesAdded\":[],\"instancesRemoved\":[]}\n"));
  }
}

}  // namespace
}  // namespace portcullis::report
