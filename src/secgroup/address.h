#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace portcullis::secgroup {

__extension__ using Uint128 = unsigned __int128;

enum class Family : std::uint8_t { kIPv4, kIPv6 };

// An IPv4 or IPv6 address. `value` is the address as a number, most significant byte first; an IPv4
// address uses its low 32 bits. An IPv4-mapped address (::ffff:0:0/96) is IPv6 like any other.
struct Address {
  Family family = Family::kIPv4;
  Uint128 value = 0;

  // Text of RFC 4291 section 2.2 or dotted decimal.
  static Result<Address> Parse(std::string_view text);
  std::string ToString() const;

  // IPv4 before IPv6, then by number.
  friend auto operator<=>(const Address&, const Address&) = default;
};

// A closed range of addresses of one family, first <= last.
struct AddressRange {
  Family family = Family::kIPv4;
  Uint128 first = 0;
  Uint128 last = 0;

  // A CIDR block of RFC 4632 or a bare address, which is a block of one. Host bits are cleared, since
  // the cloud stores blocks as they were typed.
  static Result<AddressRange> ParseBlock(std::string_view text);
  // What a member of an address template may be: a block, a bare address, or `a-b` inclusive.
  static Result<AddressRange> ParseMember(std::string_view text);

  bool Contains(const Address& address) const {
    return address.family == family && first <= address.value && address.value <= last;
  }

  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

// The block with this number of leading bits in common with `value`; bits behind them are ignored.
// REQUIRES: prefix_length <= 32 for IPv4, <= 128 for IPv6.
AddressRange MakeBlock(Family family, Uint128 value, int prefix_length);

// "10.0.0.0/8" for a block; a block of one address keeps its prefix length ("10.0.0.1/32").
// REQUIRES: the range is a block.
std::string BlockToString(const AddressRange& block);

}  // namespace portcullis::secgroup
