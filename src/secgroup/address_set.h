#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "secgroup/address.h"
#include "secgroup/interval_set.h"

namespace portcullis::secgroup {

// A set of IPv4 and IPv6 addresses. A value type; equal sets compare equal.
class AddressSet {
 public:
  AddressSet() = default;
  AddressSet(IntervalSet<std::uint32_t> v4, IntervalSet<Uint128> v6);
  explicit AddressSet(std::span<const AddressRange> ranges);

  // Every address of both families, or of one.
  static AddressSet All();
  static AddressSet All(Family family);

  bool Empty() const { return v4_.Empty() && v6_.Empty(); }
  bool Contains(const Address& address) const;

  AddressSet Union(const AddressSet& other) const;
  AddressSet Intersect(const AddressSet& other) const;
  AddressSet Difference(const AddressSet& other) const;
  // The part of one family.
  AddressSet Only(Family family) const;

  // The address that stands for the set in a message: the lowest at or above 1.0.0.1 or 2000::1 if
  // there is one, so that it looks like an ordinary host; else the lowest. Nothing if empty.
  std::optional<Address> Witness() const;

  // The fewest CIDR blocks that make up the set, IPv4 first, ascending.
  std::vector<AddressRange> Blocks() const;

  const IntervalSet<std::uint32_t>& v4() const { return v4_; }
  const IntervalSet<Uint128>& v6() const { return v6_; }

  friend bool operator==(const AddressSet&, const AddressSet&) = default;

 private:
  IntervalSet<std::uint32_t> v4_;
  IntervalSet<Uint128> v6_;
};

}  // namespace portcullis::secgroup
