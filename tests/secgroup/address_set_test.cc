#include "secgroup/address_set.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

namespace portcullis::secgroup {
namespace {

AddressSet Set(const std::vector<std::string>& members) {
  std::vector<AddressRange> ranges;
  for (const auto& member : members) ranges.push_back(AddressRange::ParseMember(member).value());
  return AddressSet(ranges);
}

std::string Text(const AddressSet& set) {
  std::string text;
  for (const AddressRange& block : set.Blocks()) {
    if (!text.empty()) text += ' ';
    text += BlockToString(block);
  }
  return text;
}

TEST_CASE("a set is the fewest blocks, IPv4 first, ascending") {
  struct Case { std::vector<std::string> members; std::string want; };
  const Case cases[] = {
      {{}, ""},
      {{"0.0.0.0/1", "128.0.0.0/1"}, "0.0.0.0/0"},
      {{"::/0"}, "::/0"},
      {{"8000::/1", "::/1", "10.0.0.0/8"}, "10.0.0.0/8 ::/0"},
      {{"10.0.0.1-10.0.0.6"}, "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32"},
      {{"10.0.0.0/25", "10.0.0.128/25", "10.0.0.7"}, "10.0.0.0/24"},
      {{"255.255.255.255"}, "255.255.255.255/32"},
      {{"0.0.0.0-255.255.255.254"},
       "0.0.0.0/1 128.0.0.0/2 192.0.0.0/3 224.0.0.0/4 240.0.0.0/5 248.0.0.0/6 252.0.0.0/7 254.0.0.0/8 "
       "255.0.0.0/9 255.128.0.0/10 255.192.0.0/11 255.224.0.0/12 255.240.0.0/13 255.248.0.0/14 "
       "255.252.0.0/15 255.254.0.0/16 255.255.0.0/17 255.255.128.0/18 255.255.192.0/19 "
       "255.255.224.0/20 255.255.240.0/21 255.255.248.0/22 255.255.252.0/23 255.255.254.0/24 "
       "255.255.255.0/25 255.255.255.128/26 255.255.255.192/27 255.255.255.224/28 255.255.255.240/29 "
       "255.255.255.248/30 255.255.255.252/31 255.255.255.254/32"},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const std::string name = std::to_string(i);
    SUBCASE(name.c_str()) { CHECK(Text(Set(cases[i].members)) == cases[i].want); }
  }
}

TEST_CASE("a witness looks like an ordinary host where there is one") {
  struct Case { std::vector<std::string> members; std::string want; };
  const Case cases[] = {
      {{"0.0.0.0/0", "::/0"}, "1.0.0.1"},
      {{"10.0.0.0/8"}, "10.0.0.0"},
      {{"0.0.0.0/24", "::/0"}, "2000::1"},
      {{"0.0.0.7"}, "0.0.0.7"},
      {{"::5"}, "::5"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.want.c_str()) { CHECK(Set(c.members).Witness()->ToString() == c.want); }
  }
  CHECK_FALSE(AddressSet().Witness().has_value());
}

// A set of bytes and the same set as the engine's intervals.
struct ByteSet {
  std::vector<bool> members = std::vector<bool>(256);
  IntervalSet<std::uint8_t> intervals;
};

ByteSet ArbitraryByteSet() {
  ByteSet set;
  std::vector<Interval<std::uint8_t>> intervals;
  for (auto [a, b] : *rc::gen::arbitrary<std::vector<std::pair<std::uint8_t, std::uint8_t>>>()) {
    if (a > b) std::swap(a, b);
    intervals.push_back({a, b});
    for (unsigned i = a; i <= b; ++i) set.members[i] = true;
  }
  set.intervals = IntervalSet<std::uint8_t>(intervals);
  return set;
}

TEST_CASE("interval sets obey the algebra of sets") {
  CHECK(rc::check("every byte", [] {
    const ByteSet a = ArbitraryByteSet();
    const ByteSet b = ArbitraryByteSet();
    const auto both = a.intervals.Union(b.intervals);
    const auto common = a.intervals.Intersect(b.intervals);
    const auto only_a = a.intervals.Difference(b.intervals);
    for (unsigned i = 0; i < 256; ++i) {
      const auto byte = static_cast<std::uint8_t>(i);
      RC_ASSERT(both.Contains(byte) == (a.members[i] || b.members[i]));
      RC_ASSERT(common.Contains(byte) == (a.members[i] && b.members[i]));
      RC_ASSERT(only_a.Contains(byte) == (a.members[i] && !b.members[i]));
    }
  }));
  CHECK(rc::check("equal sets have equal representations", [] {
    const ByteSet a = ArbitraryByteSet();
    IntervalSet<std::uint8_t> one_by_one;
    for (unsigned i = 0; i < 256; ++i) {
      const auto byte = static_cast<std::uint8_t>(i);
      if (a.members[i]) one_by_one.Append(byte, byte);
    }
    RC_ASSERT(one_by_one == a.intervals);
    RC_ASSERT(a.intervals.Complement().Complement() == a.intervals);
  }));
}

}  // namespace
}  // namespace portcullis::secgroup
