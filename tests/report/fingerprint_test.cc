#include "report/fingerprint.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::report {
namespace {

policy::Finding NodePortFinding() {
  policy::Finding finding;
  finding.check = "nodeport-not-admitted";
  finding.object = {policy::ObjectRef::Kind::kService, "shop", "web"};
  finding.requirement = "P7";
  finding.key.protocol = "tcp";
  finding.key.port = "30080";
  return finding;
}

// Computed as printf
// 'nodeport-not-admitted\x1fService\x1fshop\x1fweb\x1fP7\x1ftcp\x1f30080\x1f\x1f' | sha256sum, and
// alike.
TEST_CASE("a fingerprint is the start of the SHA-256 of what identifies the finding") {
  CHECK(Fingerprint(NodePortFinding()) == "97da48b645198a7e");

  policy::Finding unallocated = NodePortFinding();
  unallocated.key.protocol = "udp";
  unallocated.key.port = "unallocated";
  CHECK(Fingerprint(unallocated) == "8cfa272579e5faf6");

  policy::Finding of_list;
  of_list.check = "icmp-not-admitted";
  of_list.object = {policy::ObjectRef::Kind::kSecurityGroup, "", "sg-base"};
  of_list.requirement = "N6";
  of_list.key.groups = "sg-base,sg-node";
  CHECK(Fingerprint(of_list) == "9aac1d9e703ccff8");
}

TEST_CASE("message, witness and position are not in it") {
  policy::Finding finding = NodePortFinding();
  finding.severity = policy::Severity::kCritical;
  finding.say.message = "other words"_msg;
  finding.groups = {"sg-x"};
  finding.witness = policy::Witness{};
  finding.decided_by = policy::RuleLocation{};
  finding.source = {3, 4};
  finding.source_file = "shop.yaml";
  CHECK(Fingerprint(finding) == Fingerprint(NodePortFinding()));
}

}  // namespace
}  // namespace portcullis::report
