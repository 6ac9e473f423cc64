#include "plan/quota.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/policy/cluster.h"

namespace portcullis::plan {
namespace {

TEST_CASE("what the cloud refuses for its number of rules") {
  const std::string a = "{Protocol: TCP, Port: '1', CidrBlock: 10.0.0.0/8, Action: ACCEPT}";
  const std::string b = "{Protocol: TCP, Port: '2,3,5', CidrBlock: 10.0.0.0/8, Action: ACCEPT}";
  const std::string t =
      "{ServiceTemplate: {ServiceGroupId: ppmg-a}, AddressTemplate: {AddressId: ipm-a}, Action: "
      "DROP}";
  const std::string u = "{Protocol: TCP, AddressTemplate: {AddressId: ipm-gone}, Action: DROP}";
  struct Case {
    std::string name;
    std::string ingress;
    std::string egress;
    std::string want;
  };
  const Case cases[] = {
      {"as many as there may be", a + "," + a, a + "," + a, ""},
      {"one too many", a + "," + a + "," + a, a, "sg-a would have 3 ingress rules, of at most 2"},
      {"one too many on egress", a, a + "," + a + "," + a,
       "sg-a would have 3 egress rules, of at most 2"},
      {"ports count one by one", b + "," + a, b + "," + a, ""},
      {"templates count by what is in them", t + "," + b, "",
       "sg-a would have 9 rules with templates and ports counted, of at most 8"},
      {"one that is not known counts as one", t + "," + u, a, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto facts = policy::FactsOf(
          "securityGroupLimits: {SecurityGroupPolicyLimit: 2, SecurityGroupExtendedPolicyLimit: "
          "8}\n"
          "addressTemplates: [{AddressTemplateId: ipm-a, AddressSet: [10.0.0.1, 10.0.0.9]}]\n"
          "serviceTemplates:\n"
          "- {ServiceTemplateId: ppm-a, ServiceSet: ['tcp:80,443']}\n"
          "- {ServiceTemplateId: ppm-b, ServiceSet: ['udp:53']}\n"
          "serviceTemplateGroups:\n"
          "- {ServiceTemplateGroupId: ppmg-a, ServiceTemplateIdSet: [ppm-a, ppm-b]}\n"
          "securityGroups:\n"
          "- SecurityGroupId: sg-a\n"
          "  SecurityGroupPolicySet: {Ingress: [" +
          c.ingress + "], Egress: [" + c.egress + "]}\n");
      CHECK(message::Render(QuotaProblem(*facts, "sg-a"), message::Language::kEnglish) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::plan
