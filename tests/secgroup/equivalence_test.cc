#include "secgroup/equivalence.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/secgroup/lists.h"

namespace portcullis::secgroup {
namespace {

using Kind = Reference::Kind;

RuleList ListOf(const std::vector<Rule>& rules) {
  Inventory inventory;
  AddGroup(inventory, "sg", rules);
  return RuleList::Make(inventory, {"sg"}, Direction::kIngress);
}

Rule By(const Rule& rule, const std::string& address_template) {
  return From(rule, Kind::kAddressTemplate, address_template);
}

// A rule that hangs on its service and on its remote.
Rule ByBoth(const Rule& rule, const std::string& service, const std::string& address_template) {
  return For(By(rule, address_template), Kind::kServiceTemplate, service);
}

TEST_CASE("lists decide a packet alike if they do under every content of the unknown sets") {
  const Rule accept = Accept("TCP", "80", "");
  const Rule drop = Drop("TCP", "80", "");
  const Rule accept_all = Accept("TCP", "80", "0.0.0.0/0");
  const Rule other_port = Drop("TCP", "81", "0.0.0.0/0");
  struct Case {
    std::string name;
    std::vector<Rule> a;
    std::vector<Rule> b;
    bool want;
  };
  const Case cases[] = {
      {"the same", {By(accept, "a")}, {By(accept, "a")}, true},
      {"another set", {By(accept, "a")}, {By(accept, "b")}, false},
      {"another action", {By(accept, "a")}, {By(drop, "a")}, false},
      {"an action of no effect", {By(drop, "a")}, {}, true},
      {"another end", {By(accept, "a")}, {By(accept, "a"), accept_all}, false},
      {"rules that do not match",
       {other_port, By(accept, "a")},
       {By(accept, "a"), other_port},
       true},
      {"same actions in another order",
       {By(accept, "a"), By(accept, "b")},
       {By(accept, "b"), By(accept, "a")},
       true},
      {"different actions in another order",
       {By(accept, "a"), By(drop, "b")},
       {By(drop, "b"), By(accept, "a")},
       false},
      {"different actions in an order of no effect",
       {By(accept, "a"), By(drop, "a"), By(accept, "b")},
       {By(accept, "a"), By(accept, "b")},
       true},
      {"one more set behind the first",
       {By(accept, "a")},
       {By(accept, "a"), By(accept, "b")},
       false},
      {"a rule that an earlier one implies",
       {By(accept, "a"), ByBoth(drop, "s", "a")},
       {By(accept, "a")},
       true},
      {"a rule of two sets", {ByBoth(accept, "s", "a")}, {By(accept, "a")}, false},
      {"an implied rule moved to the front",
       {ByBoth(accept, "s", "a"), For(Drop("TCP", "", "0.0.0.0/0"), Kind::kServiceTemplate, "s"),
        By(accept, "a")},
       {By(accept, "a"), For(Drop("TCP", "", "0.0.0.0/0"), Kind::kServiceTemplate, "s")},
       true},
      {"known and unknown", {By(accept, "a")}, {accept_all}, false},
      {"accepted and dropped", {accept_all}, {}, false},
      {"accepted by different rules", {accept_all}, {other_port, accept_all}, true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      CHECK(DecideAlike(ListOf(c.a), ListOf(c.b), Tcp(80, "1.1.1.1")) == c.want);
      CHECK(DecideAlike(ListOf(c.b), ListOf(c.a), Tcp(80, "1.1.1.1")) == c.want);
    }
  }
}

TEST_CASE("a group without known rules decides like itself alone") {
  Inventory inventory;
  AddGroup(inventory, "sg", {Accept("TCP", "80", "0.0.0.0/0")});
  struct Case {
    std::string name;
    std::vector<GroupId> a;
    std::vector<GroupId> b;
    std::uint16_t port;
    bool want;
  };
  const Case cases[] = {
      {"the same", {"sg", "gone"}, {"sg", "gone"}, 81, true},
      {"before and behind what does not match", {"sg", "gone"}, {"gone", "sg"}, 81, true},
      {"before and behind what matches", {"sg", "gone"}, {"gone", "sg"}, 80, false},
      {"another one", {"gone"}, {"lost"}, 81, false},
      {"none", {"gone"}, {}, 81, false},
      {"none on both sides", {}, {}, 81, true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const RuleList a = RuleList::Make(inventory, c.a, Direction::kIngress);
      const RuleList b = RuleList::Make(inventory, c.b, Direction::kIngress);
      CHECK(DecideAlike(a, b, Tcp(c.port, "1.1.1.1")) == c.want);
    }
  }
}

}  // namespace
}  // namespace portcullis::secgroup
