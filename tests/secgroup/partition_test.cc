#include "secgroup/partition.h"

#include <doctest/doctest.h>

#include "secgroup/decision.h"
#include "tests/secgroup/lists.h"
#include "tests/secgroup/packet_set_text.h"

namespace portcullis::secgroup {
namespace {

PacketSet Everything() { return PacketSet(ServiceSet::All(), AddressSet::All()); }

Partition Of(const Inventory& inventory, const std::vector<GroupId>& groups) {
  return MakePartition(RuleList::Make(inventory, groups, Direction::kIngress));
}

void CheckIsPartition(const Partition& partition) {
  CHECK(partition.accepted.Union(partition.dropped).Union(partition.unknown) == Everything());
  CHECK(partition.accepted.Intersect(partition.dropped).Empty());
  CHECK(partition.accepted.Intersect(partition.unknown).Empty());
  CHECK(partition.dropped.Intersect(partition.unknown).Empty());
}

TEST_CASE("an accepted set in canonical form") {
  Inventory inventory;
  AddGroup(inventory, "sg", {Drop("TCP", "22", "10.0.0.0/9"), Accept("TCP", "20-25", "10.0.0.0/8"),
                             Accept("TCP", "26-30", "10.0.0.0/8"), Accept("ICMP", "", "0.0.0.0/0"),
                             Accept("UDP", "53", "::/0"), Accept("UDP", "53", "10.0.0.0/9"),
                             Accept("UDP", "53", "10.128.0.0/9")});
  const Partition partition = Of(inventory, {"sg"});
  CHECK(Text(partition.accepted) ==
        "tcp 20-21 10.0.0.0/8\ntcp 22 10.128.0.0/9\ntcp 23-30 10.0.0.0/8\nudp 53 10.0.0.0/8 "
        "::/0\nicmp 0.0.0.0/0\n");
  CHECK(partition.unknown.Empty());
  CheckIsPartition(partition);
}

TEST_CASE("rules that hide one another at the same ports leave no cut") {
  Inventory inventory;
  AddGroup(inventory, "sg", {Accept("TCP", "10-20", "10.0.0.0/8"), Accept("TCP", "15-30", "10.0.0.0/8"),
                             Accept("TCP", "21-30", "10.0.0.0/8")});
  CHECK(Text(Of(inventory, {"sg"}).accepted) == "tcp 10-30 10.0.0.0/8\n");
}

TEST_CASE("the ends of the port axis") {
  Inventory inventory;
  AddGroup(inventory, "sg", {Accept("TCP", "0", "0.0.0.0/0"), Accept("TCP", "65535", "0.0.0.0/0"),
                             Accept("UDP", "0-65535", "255.255.255.255")});
  CHECK(Text(Of(inventory, {"sg"}).accepted) ==
        "tcp 0 0.0.0.0/0\ntcp 65535 0.0.0.0/0\nudp 0-65535 255.255.255.255/32\n");
}

TEST_CASE("lists without an answer") {
  Inventory inventory;
  AddGroup(inventory, "sg", {Accept("TCP", "80", "0.0.0.0/0")});
  CHECK(Of(inventory, {}).unknown == Everything());
  CHECK(Of(inventory, {"sg-gone"}).unknown == Everything());
  const Partition partition = Of(inventory, {"sg", "sg-gone"});
  CHECK(Text(partition.accepted) == "tcp 80 0.0.0.0/0\n");
  CHECK(partition.dropped.Empty());
  CheckIsPartition(partition);
}

TEST_CASE("unknown members leave exactly what they could change unknown") {
  Inventory inventory;
  const auto gone = [](const Rule& rule) {
    return From(rule, Reference::Kind::kAddressTemplate, "ipm-gone");
  };
  AddGroup(inventory, "sg",
           {Accept("TCP", "80", "10.0.0.0/8"), gone(Drop("TCP", "80-90", "")),
            Accept("TCP", "85", "0.0.0.0/0"), gone(Accept("TCP", "88-95", ""))});
  const Partition partition = Of(inventory, {"sg"});
  CHECK(Text(partition.accepted) == "tcp 80 10.0.0.0/8\n");
  CHECK(Text(partition.unknown) == "tcp 85 0.0.0.0/0\ntcp 91-95 0.0.0.0/0 ::/0\n");
  CheckIsPartition(partition);
}

TEST_CASE("a missing service template may hold any protocol and port") {
  Inventory inventory;
  AddGroup(inventory, "sg", {For(Accept("TCP", "", "10.0.0.0/8"), Reference::Kind::kServiceTemplate,
                                 "ppm-gone")});
  CHECK(Text(Of(inventory, {"sg"}).unknown) ==
        "tcp 0-65535 10.0.0.0/8\nudp 0-65535 10.0.0.0/8\nicmp 10.0.0.0/8\ngre 10.0.0.0/8\nother "
        "10.0.0.0/8\n");
}

}  // namespace
}  // namespace portcullis::secgroup
