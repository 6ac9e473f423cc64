#include "report/exposure.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "secgroup/partition.h"
#include "tests/secgroup/lists.h"

namespace portcullis::report {
namespace {

using secgroup::Accept;
using secgroup::Direction;
using secgroup::Rule;

Exposure ExposureOf(const std::vector<Rule>& rules, Direction direction) {
  secgroup::Inventory inventory;
  inventory.groups["sg"] = {"sg", "", "1", secgroup::RuleSet{rules, rules}};
  auto list = MakePartitionedList(inventory, {"sg"}, direction);
  return {std::move(list.rules), std::move(list.partition.accepted),
          std::move(list.partition.unknown)};
}

std::string Text(const Exposure& exposure) {
  return ExposureText(exposure, 100, Paint(false), message::Language::kEnglish);
}

TEST_CASE("what is let in at a glance") {
  const Rule web = Accept("TCP", "80", "0.0.0.0/0");
  const Rule gone =
      From(Accept("TCP", "81", ""), secgroup::Reference::Kind::kAddressTemplate, "ipm-gone");
  struct Case {
    std::string name;
    std::vector<Rule> rules;
    Direction direction;
    std::string want;
  };
  const Case cases[] = {
      {"nothing in", {}, Direction::kIngress, "INGRESS   groups sg\nnothing is let in\n"},
      {"nothing out", {}, Direction::kEgress, "EGRESS   groups sg\nnothing is let out\n"},
      {"one family",
       {web},
       Direction::kIngress,
       "INGRESS   groups sg\nPROTOCOL  PORTS  FROM\ntcp       80     anywhere (IPv4)\n"
       "IPv6: nothing is let in\n"},
      {"the other way",
       {Accept("TCP", "80", "::/0")},
       Direction::kEgress,
       "EGRESS   groups sg\nPROTOCOL  PORTS  TO\ntcp       80     anywhere (IPv6)\n"
       "IPv4: nothing is let out\n"},
      {"both families",
       {web, Accept("ICMPv6", "", "::/0")},
       Direction::kIngress,
       "INGRESS   groups sg\nPROTOCOL  PORTS  FROM\ntcp       80     anywhere (IPv4)\n"
       "icmpv6           anywhere (IPv6)\n"},
      {"what cannot be told, and why",
       {web, gone},
       Direction::kIngress,
       "INGRESS   groups sg\nPROTOCOL  PORTS  FROM\ntcp       80     anywhere (IPv4)\n"
       "IPv6: nothing is let in for certain\n\n"
       "Cannot be told, because address template ipm-gone is not in the facts:\n"
       "  tcp  81  anywhere\n"},
      {"nothing for certain",
       {gone},
       Direction::kIngress,
       "INGRESS   groups sg\nnothing is let in for certain\n\n"
       "Cannot be told, because address template ipm-gone is not in the facts:\n"
       "  tcp  81  anywhere\n"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Text(ExposureOf(c.rules, c.direction)) == c.want); }
  }
}

TEST_CASE("whose list it is") {
  Exposure exposure = ExposureOf({Accept("TCP", "80", "10.0.0.0/8")}, Direction::kIngress);
  const std::string boxes = R"("direction":"ingress","admitted":[{"protocol":"tcp","ports":"80",)"
                            R"("remotes":["10.0.0.0/8"]}],"unknown":[]})";
  CHECK(ExposureJson(exposure) == R"({"groups":["sg"],)" + boxes + "\n");
  SUBCASE("an instance's") {
    exposure.instance = "ins-1";
    CHECK(ExposureJson(exposure) == R"({"groups":["sg"],"instance":"ins-1",)" + boxes + "\n");
  }
  SUBCASE("a node's") {
    exposure.node = "10.0.1.5";
    exposure.host = "10.0.1.5 (ins-1)";
    CHECK(ExposureJson(exposure) == R"({"groups":["sg"],"node":"10.0.1.5",)" + boxes + "\n");
    CHECK(Text(exposure).starts_with("INGRESS  10.0.1.5 (ins-1)   groups sg\n"));
  }
  SUBCASE("the backends' of a Service") {
    exposure.backends = policy::NodeNames{5, 9, {"a", "b", "c", "d", "e"}};
    const ServiceExposure service{"shop/web", {}, {exposure}};
    CHECK(ExposureJson(service) ==
          R"({"exposures":[{"groups":["sg"],"nodes":{"count":5,"names":["a","b","c","d","e"]},)" +
              boxes + "]}\n");
    CHECK(ExposureText(service, 100, Paint(false), message::Language::kEnglish)
              .starts_with("Service shop/web  no node ports\n\n"
                           "INGRESS  a, b, c and 2 more   groups sg\n"));
  }
}

}  // namespace
}  // namespace portcullis::report
