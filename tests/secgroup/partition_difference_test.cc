#include "secgroup/partition_difference.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/secgroup/lists.h"
#include "tests/secgroup/packet_set_text.h"

namespace portcullis::secgroup {
namespace {

using Kind = Reference::Kind;

PartitionedList ListOf(const std::vector<Rule>& rules) {
  Inventory inventory;
  AddGroup(inventory, "sg", rules);
  return MakePartitionedList(inventory, {"sg"}, Direction::kIngress);
}

// "accept -> drop\ntcp 80 10.0.0.0/8\n"; what is unknown for the same reason is "unknown =
// unknown".
std::string Changes(const std::vector<Rule>& before, const std::vector<Rule>& after) {
  std::string text;
  for (const VerdictChange& change : Difference(ListOf(before), ListOf(after))) {
    text += std::string(ToString(change.before)) + (change.alike ? " = " : " -> ") +
            std::string(ToString(change.after)) + '\n' + Text(change.packets);
  }
  return text;
}

TEST_CASE("what becomes of packets") {
  const Rule web = Accept("TCP", "80", "10.0.0.0/8");
  const Rule ssh = Accept("TCP", "22", "10.0.0.0/8");
  const Rule no_web = Drop("TCP", "80", "10.0.0.0/9");
  const Rule gone = From(Accept("TCP", "80", ""), Kind::kAddressTemplate, "ipm-gone");
  const Rule lost = From(Accept("TCP", "80-81", ""), Kind::kAddressTemplate, "ipm-lost");
  struct Case {
    std::string name;
    std::vector<Rule> before;
    std::vector<Rule> after;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", {web, ssh}, {web, ssh}, ""},
      {"an order without effect", {web, ssh}, {ssh, web}, ""},
      {"an order with effect", {web, no_web}, {no_web, web}, "accept -> drop\ntcp 80 10.0.0.0/9\n"},
      {"a rule that another one covers", {web}, {web, Accept("TCP", "80", "10.1.0.0/16")}, ""},
      {"a rule more", {web}, {web, ssh}, "drop -> accept\ntcp 22 10.0.0.0/8\n"},
      {"a rule less", {web, ssh}, {web}, "accept -> drop\ntcp 22 10.0.0.0/8\n"},
      {"a rule split in two",
       {web},
       {Accept("TCP", "80", "10.0.0.0/9"), Accept("TCP", "80", "10.128.0.0/9")},
       ""},
      {"both ways",
       {web},
       {ssh},
       "accept -> drop\ntcp 80 10.0.0.0/8\ndrop -> accept\ntcp 22 10.0.0.0/8\n"},
      {"to unknown",
       {web},
       {gone},
       "accept -> unknown\ntcp 80 10.0.0.0/8\n"
       "drop -> unknown\ntcp 80 0.0.0.0/5 8.0.0.0/7 11.0.0.0/8 12.0.0.0/6 16.0.0.0/4 32.0.0.0/3 "
       "64.0.0.0/2 128.0.0.0/1 ::/0\n"},
      {"unknown for the same reason",
       {gone},
       {ssh, gone},
       "drop -> accept\ntcp 22 10.0.0.0/8\nunknown = unknown\ntcp 80 0.0.0.0/0 ::/0\n"},
      {"unknown for another reason",
       {gone},
       {lost},
       "drop -> unknown\ntcp 81 0.0.0.0/0 ::/0\nunknown -> unknown\ntcp 80 0.0.0.0/0 ::/0\n"},
      {"in part for another reason",
       {gone, lost},
       {From(Drop("TCP", "80", "10.0.0.0/8"), Kind::kAddressTemplate, "ipm-gone"), gone, lost},
       "unknown = unknown\ntcp 81 0.0.0.0/0 ::/0\n"
       "unknown -> unknown\ntcp 80 0.0.0.0/0 ::/0\n"},
      {"from unknown",
       {gone},
       {no_web, web},
       "unknown -> accept\ntcp 80 10.128.0.0/9\n"
       "unknown -> drop\ntcp 80 0.0.0.0/5 8.0.0.0/7 10.0.0.0/9 11.0.0.0/8 12.0.0.0/6 16.0.0.0/4 "
       "32.0.0.0/3 64.0.0.0/2 128.0.0.0/1 ::/0\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Changes(c.before, c.after) == c.want); }
  }
}

}  // namespace
}  // namespace portcullis::secgroup
