#include "report/plan_commands.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/plan/groups.h"

namespace portcullis::report {
namespace {

using plan::Plan;
using plan::PlanInput;

Plan PlanFor(const std::vector<plan::Group>& groups, const std::string& check) {
  PlanInput input;
  input.facts = plan::FactsOf(groups, {groups.front().id});
  input.checks = {check};
  return plan::MakePlan(input);
}

TEST_CASE("tccli") {
  struct Case {
    std::string name;
    std::string ingress;
    std::string egress;
    std::string check;
    std::string want;  // a line each
  };
  const Case cases[] = {
      {"nothing", "ACCEPT ICMP ALL 0.0.0.0/0", "", "icmp-not-admitted", ""},
      {"inserted", "DROP ICMP ALL 1.0.0.0/8", "", "icmp-not-admitted",
       "tccli vpc CreateSecurityGroupPolicies --region ap-guangzhou --SecurityGroupId sg-a "
       "--SecurityGroupPolicySet "
       "'{\"Version\":\"7\",\"Ingress\":[{\"PolicyIndex\":0,\"Protocol\":\"ICMP\","
       "\"Port\":\"ALL\",\"CidrBlock\":\"0.0.0.0/0\",\"Action\":\"ACCEPT\","
       "\"PolicyDescription\":\"portcullis: icmp-not-admitted row N6\"}]}'\n"},
      {"moved", "DROP ALL ALL 0.0.0.0/0; ACCEPT ICMP ALL 0.0.0.0/0", "", "icmp-not-admitted",
       "tccli vpc DeleteSecurityGroupPolicies --region ap-guangzhou --SecurityGroupId sg-a "
       "--SecurityGroupPolicySet '{\"Version\":\"7\",\"Ingress\":[{\"PolicyIndex\":1}]}'\n"
       "tccli vpc CreateSecurityGroupPolicies --region ap-guangzhou --SecurityGroupId sg-a "
       "--SecurityGroupPolicySet "
       "'{\"Version\":\"8\",\"Ingress\":[{\"PolicyIndex\":0,\"Protocol\":\"ICMP\","
       "\"Port\":\"ALL\",\"CidrBlock\":\"0.0.0.0/0\",\"Action\":\"ACCEPT\","
       "\"PolicyDescription\":\"portcullis: icmp-not-admitted row N6\"}]}'\n"},
      {"egress", "", "ACCEPT ALL ALL 172.16.0.0/16", "egress-not-admitted",
       "tccli vpc CreateSecurityGroupPolicies --region ap-guangzhou --SecurityGroupId sg-a "
       "--SecurityGroupPolicySet "
       "'{\"Version\":\"7\",\"Egress\":[{\"Protocol\":\"ALL\","
       "\"Port\":\"ALL\",\"CidrBlock\":\"10.0.0.0/16\",\"Action\":\"ACCEPT\","
       "\"PolicyDescription\":\"portcullis: egress-not-admitted row N7\"}]}'\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      std::string lines;
      for (const std::string& command :
           TccliCommands(PlanFor({{"sg-a", c.ingress, c.egress}}, c.check))) {
        lines += command + '\n';
      }
      CHECK(lines == c.want);
    }
  }
}

TEST_CASE("tccli quotes for a shell, and leaves out what is not known") {
  Plan plan = PlanFor({{"sg-a", ""}}, "icmp-not-admitted");
  auto facts = std::make_shared<cluster::Facts>(*plan.facts);
  facts->region.clear();
  plan.facts = facts;
  plan.changes[0].version.reset();
  plan.changes[0].group = "sg-a; reboot";
  plan.changes[0].rule.text.description = "it's\n";
  CHECK(TccliCommands(plan)[0] ==
        "tccli vpc CreateSecurityGroupPolicies --SecurityGroupId 'sg-a; reboot' "
        "--SecurityGroupPolicySet "
        "'{\"Ingress\":[{\"Protocol\":\"ICMP\",\"Port\":\"ALL\","
        "\"CidrBlock\":\"0.0.0.0/"
        "0\",\"Action\":\"ACCEPT\",\"PolicyDescription\":\"it'\\''s\\n\"}]}'");
}

TEST_CASE("Terraform has the whole rule set of a changed group") {
  const Plan plan =
      PlanFor({{"sg-a", "ACCEPT tcp 22 ipm-office; DROP ALL ALL sg-b; ACCEPT UDP 53 ::/0",
                "ACCEPT ALL ALL 0.0.0.0/0"},
               {"sg-b", ""}},
              "icmp-not-admitted");
  CHECK(Terraform(plan) == R"(resource "tencentcloud_security_group_rule_set" "sg_a" {
  security_group_id = "sg-a"

  ingress {
    action              = "ACCEPT"
    protocol            = "tcp"
    port                = "22"
    address_template_id = "ipm-office"
  }

  ingress {
    action             = "DROP"
    protocol           = "ALL"
    port               = "ALL"
    source_security_id = "sg-b"
  }

  ingress {
    action          = "ACCEPT"
    protocol        = "UDP"
    port            = "53"
    ipv6_cidr_block = "::/0"
  }

  ingress {
    action      = "ACCEPT"
    protocol    = "ICMP"
    port        = "ALL"
    cidr_block  = "0.0.0.0/0"
    description = "portcullis: icmp-not-admitted row N6"
  }

  egress {
    action     = "ACCEPT"
    protocol   = "ALL"
    port       = "ALL"
    cidr_block = "0.0.0.0/0"
  }
}
)");
}

TEST_CASE("Terraform takes no description for a template") {
  Plan plan = PlanFor({{"sg-a", ""}}, "icmp-not-admitted");
  auto facts = std::make_shared<cluster::Facts>(*plan.facts);
  facts->inventory.groups["sg-a"].rules->ingress[0].text.description = "a ${b} %{c} \"d\" \\ $5\n";
  plan.facts = facts;
  CHECK(Terraform(plan).find(R"(description = "a $${b} %%{c} \"d\" \\ $5\u000a")") !=
        std::string::npos);
}

}  // namespace
}  // namespace portcullis::report
