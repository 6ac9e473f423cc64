#include "secgroup/address.h"

#include <doctest/doctest.h>

namespace portcullis::secgroup {
namespace {

std::string BlockText(std::string_view text) {
  const auto block = AddressRange::ParseBlock(text);
  return block ? BlockToString(*block) : "error";
}

std::string MemberText(std::string_view text) {
  const auto range = AddressRange::ParseMember(text);
  if (!range) return "error";
  return Address{range->family, range->first}.ToString() + ".." +
         Address{range->family, range->last}.ToString();
}

TEST_CASE("blocks are read as RFC 4632 writes them, host bits cleared") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {"10.0.0.0/8", "10.0.0.0/8"},
      {"0.0.0.0/0", "0.0.0.0/0"},
      {"255.255.255.255/32", "255.255.255.255/32"},
      {"192.128.8.8/17", "192.128.0.0/17"},
      {"10.0.1.5", "10.0.1.5/32"},
      {"2001:db8::1", "2001:db8::1/128"},
      {"::/0", "::/0"},
      {"0::0/0", "::/0"},
      {"2001:db8::ffff/112", "2001:db8::/112"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"},
      {"::ffff:0:0/96", "::ffff:0.0.0.0/96"},
      {"", "error"},
      {"10.0.0.0/33", "error"},
      {"10.0.0.0/-1", "error"},
      {"10.0.0.0/-0", "error"},
      {"10.0.0.0/8 ", "error"},
      {"10.0.0.0/", "error"},
      {"10.0.0/8", "error"},
      {"010.0.0.0/8", "error"},
      {"10.0.0.256", "error"},
      {"::/129", "error"},
      {"2001:db8::1::2", "error"},
      {"MY_PUBLIC_IP", "error"},
      {std::string(1000, '1'), "error"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) { CHECK(BlockText(c.text) == c.want); }
  }
}

TEST_CASE("an address does not end at a NUL") {
  const std::string text("10.0.0.1\0", 9);
  CHECK_FALSE(Address::Parse(text));
  CHECK_FALSE(AddressRange::ParseBlock(text + "/8"));
  CHECK_FALSE(AddressRange::ParseMember(text + "-10.0.0.9"));
}

TEST_CASE("what is no address is quoted on one line, and not at any length") {
  const auto address = Address::Parse("10.0.0.1\n" + std::string(1000, 'x'));
  REQUIRE_FALSE(address);
  CHECK(address.error().message.find('\n') == std::string::npos);
  CHECK(address.error().message.size() < 300);
}

TEST_CASE("an IPv4-mapped address is IPv6") {
  CHECK(Address::Parse("::ffff:10.0.0.1")->family == Family::kIPv6);
  CHECK(AddressRange::ParseBlock("::ffff:0:0/96")->family == Family::kIPv6);
}

TEST_CASE("a member of an address template may be a range") {
  struct Case { std::string text; std::string want; };
  const Case cases[] = {
      {"10.0.0.1-10.0.0.9", "10.0.0.1..10.0.0.9"},
      {"10.0.0.1-10.0.0.1", "10.0.0.1..10.0.0.1"},
      {"2001:db8::1-2001:db8::f", "2001:db8::1..2001:db8::f"},
      {"10.0.0.0/30", "10.0.0.0..10.0.0.3"},
      {"10.0.0.9-10.0.0.1", "error"},
      {"10.0.0.1-2001:db8::1", "error"},
      {"10.0.0.1-", "error"},
      {"10.0.0.1-10.0.0.9-10.0.0.11", "error"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) { CHECK(MemberText(c.text) == c.want); }
  }
}

TEST_CASE("a bad block says what would be accepted") {
  CHECK(AddressRange::ParseBlock("10.0.0.0/99").error().message ==
        "\"10.0.0.0/99\" is no CIDR block; use a block such as 10.0.0.0/8 or 2001:db8::/32, or a bare "
        "address");
}

}  // namespace
}  // namespace portcullis::secgroup
