#include "secgroup/service_set.h"

#include <doctest/doctest.h>

namespace portcullis::secgroup {
namespace {

// "tcp 80-90,443 icmp": the ports of those protocols that have any, the other protocols by name.
std::string Text(const Result<ServiceSet>& services) {
  if (!services) return "error";
  std::string text;
  for (const Protocol protocol : kProtocols) {
    const auto& ports = services->ports(protocol).intervals();
    if (ports.empty()) continue;
    if (!text.empty()) text += ' ';
    text += ToString(protocol);
    if (!HasPorts(protocol)) continue;
    char separator = ' ';
    for (const auto& [first, last] : ports) {
      text += separator + std::to_string(first);
      if (last != first) text += "-" + std::to_string(last);
      separator = ',';
    }
  }
  return text;
}

TEST_CASE("protocol and port of a rule") {
  struct Case { std::string protocol; std::string port; std::string want; };
  const Case cases[] = {
      {"TCP", "80", "tcp 80"},
      {"tcp", "80,443", "tcp 80,443"},
      {"Udp", "8000-8010", "udp 8000-8010"},
      {"TCP", "80,100-200,90-110", "tcp 80,90-200"},
      {"TCP", "ALL", "tcp 0-65535"},
      {"TCP", "all", "tcp 0-65535"},
      {"TCP", "", "tcp 0-65535"},
      {"TCP", "0", "tcp 0"},
      {"TCP", "65535", "tcp 65535"},
      {"ALL", "ALL", "tcp 0-65535 udp 0-65535 icmp icmpv6 gre other"},
      {"", "", "tcp 0-65535 udp 0-65535 icmp icmpv6 gre other"},
      {"ICMP", "-", "icmp"},
      {"ICMPv6", "", "icmpv6"},
      {"ICMPV6", "ALL", "icmpv6"},
      {"gre", "80", "gre"},
      {"ALL", "80", "error"},
      {"", "80", "error"},
      {"SCTP", "80", "error"},
      {"other", "", "error"},
      {"TCP", "90-80", "error"},
      {"TCP", "65536", "error"},
      {"TCP", "-", "error"},
      {"TCP", "80,", "error"},
      {"TCP", ",80", "error"},
      {"TCP", "80 ", "error"},
      {"TCP", "-1", "error"},
      {"TCP", "80-", "error"},
      {"TCP", "1-2-3", "error"},
  };
  for (const Case& c : cases) {
    const std::string name = c.protocol + ":" + c.port;
    SUBCASE(name.c_str()) { CHECK(Text(ServiceSet::Parse(c.protocol, c.port)) == c.want); }
  }
}

TEST_CASE("members of a service template") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {"tcp:80", "tcp 80"},
      {"TCP:80,443", "tcp 80,443"},
      {"tcp:3306-20000", "tcp 3306-20000"},
      {"udp:all", "udp 0-65535"},
      {"icmp", "icmp"},
      {"gre", "gre"},
      {"", "error"},
      {":80", "error"},
      {"http:80", "error"},
      {"tcp:80:90", "error"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) { CHECK(Text(ServiceSet::ParseMember(c.text)) == c.want); }
  }
}

TEST_CASE("a bad port says what would be accepted") {
  CHECK(ServiceSet::Parse("TCP", "90-80").error().message ==
        "\"90-80\" is no port range; use N, A-B with A <= B, a list of them, or ALL (ports are 0 to "
        "65535)");
}

}  // namespace
}  // namespace portcullis::secgroup
