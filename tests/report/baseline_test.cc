#include "report/baseline.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::report {
namespace {

policy::Finding FindingOf(const std::string& name) {
  policy::Finding finding;
  finding.check = "nodeport-not-admitted";
  finding.object = {policy::ObjectRef::Kind::kService, "shop", name};
  finding.requirement = "P7";
  finding.key.protocol = "tcp";
  finding.key.port = "30080";
  return finding;
}

std::string Document(const std::string& rest) {
  return R"({"apiVersion":"portcullis.dev/v1alpha1","kind":"CheckReport",)" + rest + "}";
}

TEST_CASE("a baseline holds the findings of an answer, and not those that were exempted") {
  // The fingerprint of FindingOf("web").
  const std::string web = R"([{"id":"x","fingerprint":"97da48b645198a7e","known":true}])";
  struct Case {
    std::string name;
    std::string text;
    bool want;
  };
  const Case cases[] = {
      {"a finding", Document("\"findings\":" + web), true},
      {"an exempted one", Document("\"findings\":[],\"exempted\":" + web), false},
      {"none", Document("\"findings\":[]"), false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto baseline = Baseline::Read(c.text, "base.json");
      REQUIRE(baseline);
      CHECK(baseline->Contains(FindingOf("web")) == c.want);
      CHECK_FALSE(baseline->Contains(FindingOf("other")));
    }
  }
}

TEST_CASE("what is no baseline says so") {
  struct Case {
    std::string name;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"empty", "", "base: holds 0 documents; a baseline is one answer of check -o json"},
      {"no document", "{", "base:1:2: "},
      {"a manifest", "apiVersion: v1\nkind: Service\n",
       "base:1:13: apiVersion: \"v1\" is not what is read here; use portcullis.dev/v1alpha1\n"
       "base:2:7: kind: \"Service\" is not what is read here; use CheckReport"},
      {"no findings", Document("\"summary\":{}"), "base:1:1: findings: is required"},
      {"findings of another type", Document("\"findings\":{}"),
       "base:1:73: findings: must be a list, not an object"},
      {"a finding without fingerprint", Document("\"findings\":[{}]"),
       "base:1:74: findings[0].fingerprint: is required"},
      {"another fingerprint", Document(R"("findings":[{"fingerprint":"97DA48B645198A7E"}])"),
       "base:1:89: findings[0].fingerprint: \"97DA48B645198A7E\" is no fingerprint; use an answer "
       "of check -o json"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto baseline = Baseline::Read(c.text, "base");
      REQUIRE_FALSE(baseline);
      CHECK(baseline.error().message.substr(0, c.want.size()) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::report
