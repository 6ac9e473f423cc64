#include "policy/configured_exemption.h"

#include <doctest/doctest.h>

#include <string>

#include "base/rfc3339.h"

namespace portcullis::policy {
namespace {

using Kind = ObjectRef::Kind;

TEST_CASE("a pattern and the objects that fit it") {
  const ObjectRef web{Kind::kService, "shop", "web"};
  const ObjectRef node{Kind::kNode, "", "10.0.1.5"};
  const ObjectRef group{Kind::kSecurityGroup, "", "sg-base"};
  const ObjectRef instance{Kind::kInstance, "", "ins-a"};
  const ObjectRef cluster{Kind::kCluster, "", "cls-a"};
  struct Case {
    std::string pattern;
    std::string want;  // the names of those that fit
  };
  const Case cases[] = {
      {"Service/shop/web", " web"},       {"Service/shop/*", " web"},
      {"Service/*/web", " web"},          {"Service/*/*", " web"},
      {"Service/other/web", ""},          {"Service/shop/we", ""},
      {"Node/10.0.1.5", " 10.0.1.5"},     {"Node/*", " 10.0.1.5"},
      {"SecurityGroup/sg-base", " sg-base"}, {"SecurityGroup/*", " sg-base"},
      {"Instance/ins-a", " ins-a"},       {"Cluster/*", " cls-a"},
      {"*/sg-base", " sg-base"},          {"*/web", ""},
      {"*/*", " 10.0.1.5 sg-base ins-a cls-a"},
      {"*/shop/*", " web"},               {"*/*/*", " web 10.0.1.5 sg-base ins-a cls-a"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.pattern.c_str()) {
      const auto pattern = ObjectPattern::Parse(c.pattern);
      REQUIRE(pattern);
      std::string fitting;
      for (const ObjectRef* object : {&web, &node, &group, &instance, &cluster}) {
        if (pattern->Matches(*object)) fitting += ' ' + object->name;
      }
      CHECK(fitting == c.want);
    }
  }
}

TEST_CASE("what is no pattern") {
  struct Case {
    std::string pattern;
    std::string want;
  };
  const std::string form =
      " is no object; use Kind/name, or Service/namespace/name, where a part may be *";
  const Case cases[] = {
      {"", "\"\"" + form},
      {"sg-base", "\"sg-base\"" + form},
      {"Node/", "\"Node/\"" + form},
      {"/sg-base", "\"/sg-base\"" + form},
      {"SecurityGroup/sg-*", "\"SecurityGroup/sg-*\"" + form},
      {"v1/Service/shop/web", "\"v1/Service/shop/web\"" + form},
      {"service/shop/web", "\"service\" is no kind of object; did you mean Service?"},
      {"Pod/shop/web",
       "\"Pod\" is no kind of object; use Service, Node, SecurityGroup, Instance, Cluster or *"},
      {"Service/web", "\"Service/web\" names no namespace; use Service/namespace/name"},
      {"Node/shop/a", "\"Node/shop/a\" has a namespace, which only Services have; use Node/name"},
  };
  for (const Case& c : cases) {
    SUBCASE(("\"" + c.pattern + "\"").c_str()) {
      const auto pattern = ObjectPattern::Parse(c.pattern);
      REQUIRE_FALSE(pattern);
      CHECK(pattern.error().message == c.want);
    }
  }
}

TEST_CASE("a configured exemption holds to the end of its last day in UTC") {
  struct Case {
    std::string last_day;
    std::string now;
    bool want;
  };
  const Case cases[] = {
      {"", "2026-11-25T08:00:00Z", true},
      {"2026-11-25", "2026-11-25T23:59:59Z", true},
      {"2026-11-25", "2026-11-26T00:00:00Z", false},
      {"2026-11-25", "2026-11-26T07:59:59+08:00", true},
      {"2026-11-24", "2026-11-25T00:00:00Z", false},
      {"9999-12-31", "2026-11-25T00:00:00Z", true},
      {"0001-01-01", "2026-11-25T00:00:00Z", false},
  };
  for (const Case& c : cases) {
    SUBCASE((c.last_day + " at " + c.now).c_str()) {
      const ConfiguredExemption exemption{"external-ip-used", ObjectPattern::Parse("*/*").value(), "",
                                          "r", ParseDay(c.last_day)};
      CHECK(exemption.HasEnded(ParseRfc3339(c.now).value()) != c.want);
      CHECK(exemption.until() == c.last_day);
    }
  }
}

TEST_CASE("a requirement narrows an exemption to its row") {
  Finding finding;
  finding.check = "nodeport-range-not-admitted";
  finding.object = {Kind::kSecurityGroup, "", "sg-node"};
  finding.requirement = "N4";
  struct Case {
    std::string name;
    std::string check;
    std::string requirement;
    bool want;
  };
  const Case cases[] = {
      {"any row", "nodeport-range-not-admitted", "", true},
      {"that row", "nodeport-range-not-admitted", "N4", true},
      {"another row", "nodeport-range-not-admitted", "N5", false},
      {"another check", "icmp-not-admitted", "", false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const ConfiguredExemption exemption{
          c.check, ObjectPattern::Parse("SecurityGroup/*").value(), c.requirement, "r", {}};
      CHECK(exemption.Covers(finding) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::policy
